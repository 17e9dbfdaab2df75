using BenchmarkDotNet.Running;
using Zkfp.Benches.Executor;
using Zkfp.Benches.Rows;
using Zkfp.Benches.Shard;

if (args.Length != 0 && args[0] == "shard") return ShardBench.Run(args[1..]);
if (args.Length != 0 && args[0] == "node") return NodeBench.Run(args[1..]);
if (args.Length != 0 && args[0] == "permutations") return PermutationBench.Run(args[1..]);
if (args.Length != 0 && args[0] == "executor") return ExecutorBench.Report(args.AsSpan(1));
if (args.Length != 0 && args[0] == "rows") return RowCount.Run(args[1..]);
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
