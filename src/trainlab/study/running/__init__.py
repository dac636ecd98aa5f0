"""Running a study, and resuming one."""
