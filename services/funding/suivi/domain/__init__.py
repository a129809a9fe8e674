"""Une structure et ses labels, tels que leurs faits les ont dits."""
