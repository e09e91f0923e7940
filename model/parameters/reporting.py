"""Reporting by victims and witnesses. Used by model/rules/reporting.py."""

from __future__ import annotations

from pydantic import BaseModel

from scomm.model.parameters.parameter import parameter


class ReportingSettings(BaseModel):
    """Weights of class, trust and fear in the decision to report."""

    report_intercept_violent: float = parameter(
        -0.23,
        unit="log odds",
        low=-5.0,
        high=5.0,
        source="NCVS 2010",
        status="calibrated",
        meaning="Log odds that a victim of violence reports at trust 0.5 and no fear; target 8.",
    )
    report_intercept_property: float = parameter(
        -0.41,
        unit="log odds",
        low=-5.0,
        high=5.0,
        source="NCVS 2010",
        status="calibrated",
        meaning=(
            "Log odds that a victim of property crime reports at trust 0.5 and no fear; target 8a."
        ),
    )
    hispanic_report_offset: float = parameter(
        0.878,
        unit="log odds",
        low=-2.0,
        high=2.0,
        source="design",
        status="assumption",
        meaning=(
            "Added to the log odds that a Hispanic victim or witness reports, so that before "
            "enrollment they report as often as others; less in the scenarios baseline-0.85 and "
            "baseline-0.69, since sources disagree."
        ),
    )
    report_trust_weight: float = parameter(
        1.5,
        unit="log odds per unit of trust",
        low=0.0,
        high=10.0,
        source="design",
        status="assumption",
        meaning="How much trust in the police raises reporting.",
    )
    report_fear_weight: float = parameter(
        3.7,
        unit="log odds per unit of fear",
        low=0.0,
        high=20.0,
        source="design",
        status="calibrated",
        meaning="How much fear (exposure x perceived risk) lowers reporting.",
    )
    witness_share_violent: float = parameter(
        0.3,
        unit="share",
        low=0.0,
        high=1.0,
        source="design",
        status="assumption",
        meaning="Share of violent crimes with a witness who could report.",
    )
    witness_share_property: float = parameter(
        0.1,
        unit="share",
        low=0.0,
        high=1.0,
        source="design",
        status="assumption",
        meaning="Share of property crimes with a witness who could report.",
    )
    exposure_lawful: float = parameter(
        0.785,
        unit="ratio",
        low=0.0,
        high=1.0,
        source="Asad 2020",
        status="calibrated",
        meaning=(
            "Exposure that being a lawful noncitizen brings; an undocumented resident's is 1. With "
            "exposure_hispanic it gives 0.87 of theirs; target 9."
        ),
    )
    exposure_household: float = parameter(
        0.65,
        unit="ratio",
        low=0.0,
        high=1.0,
        source="design",
        status="assumption",
        meaning=(
            "Exposure through the most exposed member of the household, relative to that "
            "member's own."
        ),
    )
    exposure_neighborhood: float = parameter(
        0.6,
        unit="ratio",
        low=0.0,
        high=1.0,
        source="design",
        status="assumption",
        meaning="Exposure through the neighborhood, per undocumented share of its residents.",
    )
    exposure_hispanic: float = parameter(
        0.65,
        unit="1",
        low=0.0,
        high=1.0,
        source="Asad 2020",
        status="calibrated",
        meaning=(
            "Exposure added for Hispanic residents, who may be taken for foreign; fitted to "
            "the ratios of target 9."
        ),
    )
