import os

import polib
from trytond.modules.company.tests import (
    CompanyTestMixin, PartyCompanyCheckEraseMixin)
from trytond.tests.test_tryton import ModuleTestCase

FOLDER = os.path.dirname(os.path.dirname(__file__))


class ItfPortalTestCase(
        PartyCompanyCheckEraseMixin, CompanyTestMixin, ModuleTestCase):
    "Test the module itf_portal"
    module = 'itf_portal'

    def test_french(self):
        "Every French text is there and none is a guess"
        po = polib.pofile(os.path.join(FOLDER, 'locale', 'fr.po'))
        self.assertGreater(len(po), 70)
        self.assertEqual([e.msgid for e in po if not e.translated()], [])
        self.assertEqual([e.msgid for e in po if 'fuzzy' in e.flags], [])


del ModuleTestCase
