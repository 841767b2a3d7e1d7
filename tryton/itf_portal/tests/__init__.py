from trytond.tests.test_tryton import TestSuite


def load_tests(loader, tests, pattern):
    from . import (
        test_addresses, test_administration, test_codes, test_company,
        test_customer_sync, test_decisions, test_factor, test_features,
        test_feed, test_isolation, test_lists, test_mail, test_module,
        test_profile, test_scenario, test_site, test_tokens, test_view_as,
        test_visitor_inbox, test_visitor_request, test_walls, test_watched)
    suite = TestSuite()
    for module in (
            test_module, test_walls, test_isolation, test_company, test_lists,
            test_feed, test_watched, test_administration, test_decisions,
            test_features, test_mail, test_profile, test_site, test_tokens,
            test_addresses, test_factor, test_codes, test_view_as,
            test_visitor_request, test_visitor_inbox, test_customer_sync,
            test_scenario):
        suite.addTests(loader.loadTestsFromModule(module))
    return suite
