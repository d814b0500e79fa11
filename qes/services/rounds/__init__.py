"""Rounds of independent work: while one is open, its reviewers are blind to each other."""

from qes.services.rounds.advancing import begin_consensus, close_round, compare_round
from qes.services.rounds.assigning import assign
from qes.services.rounds.assignment import (
    RoundsAtWork,
    assigned_segments,
    assigned_units,
    assignments,
    chosen_units,
    moved_units,
    require_no_open_work,
    round_for,
    round_of_unit,
    segments_of_rounds,
)
from qes.services.rounds.choosing import RoundWish
from qes.services.rounds.opening import open_round, split_round
from qes.services.rounds.own_units import OwnUnit, UnitProgress, own_units
from qes.services.rounds.progress import RoundOverview, RoundProgress, overlook, progress
from qes.services.rounds.round import (
    About,
    Choice,
    Round,
    RoundState,
    UnitPlan,
    closed_rounds,
    default_round,
    find_round,
    list_rounds,
    read_rounds,
    require_closed,
    require_no_open_round,
)
from qes.services.rounds.stop_rule import StopRule, all_met, parse_rule, rule_met

__all__ = [
    "About",
    "Choice",
    "OwnUnit",
    "Round",
    "RoundOverview",
    "RoundProgress",
    "RoundState",
    "RoundWish",
    "RoundsAtWork",
    "StopRule",
    "UnitPlan",
    "UnitProgress",
    "all_met",
    "assign",
    "assigned_segments",
    "assigned_units",
    "assignments",
    "begin_consensus",
    "chosen_units",
    "close_round",
    "closed_rounds",
    "compare_round",
    "default_round",
    "find_round",
    "list_rounds",
    "moved_units",
    "open_round",
    "overlook",
    "own_units",
    "parse_rule",
    "progress",
    "read_rounds",
    "require_closed",
    "require_no_open_round",
    "require_no_open_work",
    "round_for",
    "round_of_unit",
    "rule_met",
    "segments_of_rounds",
    "split_round",
]
