"""The phases of a week, as agents meet in them; ``World.step`` goes through them in order."""
