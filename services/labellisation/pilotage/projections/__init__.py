"""Les tables du territoire, et le réseau que les décisions y lisent."""
