"""A changed rule for tests, that of docs/rules.md: one text, compiled once for all of them."""

TEXT = """SHARE = 0.6

def by_trust_alone(p, crime_class, hispanic, trust, afraid):
    return SHARE * trust

RULES = {
    'reporting.report_probability': by_trust_alone,
}
"""
