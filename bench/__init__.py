"""The benchmarks behind every figure that the README quotes: ours and a peer in the same run on the same servers."""
