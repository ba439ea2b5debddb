"""Scoring: schemes, eligibility, exact scores, boards, leaders."""
