"""What the public site says of ITF itself."""
import unittest

from trytond.tests.test_tryton import drop_db

from . import tools

COMPANY = 'itf_portal.site.company'


class SiteTestCase(unittest.TestCase):
    "The company as every visitor may know it"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.world = tools.world()

    @classmethod
    def tearDownClass(cls):
        drop_db()
        super().tearDownClass()

    def test_service(self):
        "The service user is told the public facts and nothing else"
        told = tools.call(self.world.user['robot'], COMPANY)
        self.assertEqual(
            set(told), {'name', 'phone', 'email', 'address', 'identifiers'})
        self.assertTrue(told['name'])
        self.assertIsInstance(told['identifiers'], list)

    def test_others(self):
        "Whoever is not the service user is told nothing"
        self.assertIsNone(tools.call(self.world.user['alice'], COMPANY))
