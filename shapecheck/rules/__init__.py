"""Rules: findings from the facts of a Program; one file a rule, named after the defect."""
