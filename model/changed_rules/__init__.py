"""Changed rules: user functions in place of rules, in both executions."""

from scomm.model.changed_rules.changed import ChangedRules, RulesGiven, changed_rules
from scomm.model.changed_rules.variant import check_unpatched, compiling, folder_of, imported

__all__ = [
    "ChangedRules",
    "RulesGiven",
    "changed_rules",
    "check_unpatched",
    "compiling",
    "folder_of",
    "imported",
]
