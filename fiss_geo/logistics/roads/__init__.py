"""Roads that trucks may use: the graph, its hierarchy, and engines that measure along it."""
