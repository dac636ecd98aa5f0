"""The data of a study, when it runs and when its nets are used; and datasets by themselves."""
