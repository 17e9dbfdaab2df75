using Zkfp.Core.Trace;
using Zkfp.MipsVm.Execution;
using Zkfp.MipsVm.Machine;
using Zkfp.MipsVm.Planning;
using Zkfp.MipsVm.Tracing;

namespace Zkfp.MipsVm.Pipeline;

/// <summary>
/// From a program to its shards. A run is executed shard by shard as the shards are asked for, and holds the memory of the machine and that of the shard
/// at hand, however long it is; who needs a run twice executes it twice.
/// </summary>
public static class ExecutionPipeline
{
    /// <summary>Rows of the table of zero-initialised words in one shard; more go to further shards.</summary>
    private const int ZeroRowsPerShard = 1 << 20;

    /// <summary>Executes a program and cuts it into shards.</summary>
    /// <param name="program">The program's tables.</param>
    /// <param name="host">Answers HINTs.</param>
    /// <param name="options">Limits and observation of the run.</param>
    /// <param name="size">How large shards become; null: <see cref="ShardSize.Default"/>.</param>
    /// <returns>The shards in order. The last one says how the run ended.</returns>
    /// <exception cref="OperationCanceledException">While enumerating: the options' token was cancelled.</exception>
    /// <exception cref="TraceException">While enumerating: the run did not end by HALT, there is nothing to prove.</exception>
    public static IEnumerable<ExecutionShard> Execute(
        ProgramTables program, IHost host, RunOptions? options = null, ShardSize? size = null) =>
        Execute(program, host, options, size, false);

    /// <summary>As the public method; what a run did before it stopped otherwise can be traced too (though not proven), for tests.</summary>
    internal static IEnumerable<ExecutionShard> Execute(
        ProgramTables program, IHost host, RunOptions? options, ShardSize? size, bool allowUnfinished)
    {
        ArgumentNullException.ThrowIfNull(program);
        var limits = new TableLimits(program, size ?? ShardSize.Default);
        var planner = new ShardPlanner(program.Image, host, limits, options);
        int index = 0;
        FinalMemory? final = null;
        while (planner.Next() is { } next)
        {
            // An iterator keeps its variables: the shard must not live on in one of them while the next shard runs.
            RecordedShard? recorded = next;
            next = null!;
            bool fits = false;
            if (planner.Outcome is { } outcome)
            {
                CheckEnd(outcome, options, allowUnfinished);
                final = new FinalMemory(program, planner.End());
                fits = final.ZeroWords <= ZeroRowsPerShard && limits.FitsWith(recorded.Rows, TableId.ZeroInit, final.ZeroRows);
            }

            var shard = new ExecutionShard(program, ++index, recorded, fits ? final : null, 0, 1, fits ? planner.Outcome : null);
            recorded = null;
            yield return shard;
            if (fits) yield break;
        }

        CheckEnd(planner.Outcome!, options, allowUnfinished && index != 0);
        final ??= new FinalMemory(program, planner.End());
        int rowsOfPart = (int)Math.Min(ZeroRowsPerShard, limits.MostRows(TableId.ZeroInit)), parts = Math.Max(1, (final.ZeroRows + rowsOfPart - 1) / rowsOfPart);
        for (int part = 0; part < parts; part++)
            yield return new ExecutionShard(program, ++index, null, final, part, parts, part == parts - 1 ? planner.Outcome : null);
    }

    private static void CheckEnd(Outcome outcome, RunOptions? options, bool allowUnfinished)
    {
        options?.Cancellation.ThrowIfCancellationRequested();
        if (outcome.Reason != StopReason.Halted && !allowUnfinished) throw new TraceException($"the run cannot be proven: {outcome}");
    }
}
