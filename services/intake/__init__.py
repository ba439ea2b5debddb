"""Intake: enterprises, their declared standards, applications, evidence, consent."""
