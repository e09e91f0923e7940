"""A changed rule: people report by their trust alone, whatever the crime and the fear."""

from scomm import Settings

# Half of those who trust the police as far as can be report a crime.
SHARE = 0.5


def by_trust_alone(
    p: Settings, crime_class: int, hispanic: bool, trust: float, afraid: float
) -> float:
    """Return the probability that one person reports a crime."""
    return SHARE * trust


RULES = {"reporting.report_probability": by_trust_alone}
