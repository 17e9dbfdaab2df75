namespace Zkfp.Prover.Jobs;

/// <summary>
/// Does what can be done of steps, one at a time on all processors. Beside a prover of shards it is called between shards: so recursion starts when the first
/// neighbours are there, shares the processors, and only one of both is in memory.
/// </summary>
internal sealed class TreeWorker(IJobSource steps, JobRunner runner)
{
    // Between looks at what other processes do.
    private static readonly TimeSpan s_wait = TimeSpan.FromSeconds(0.2);

    private readonly HashSet<string> _done = [];

    /// <summary>Steps above shards that are done, as far as this process has seen.</summary>
    public int Done => _done.Count;

    /// <summary>Steps above shards.</summary>
    public int Expected => steps.Expected;

    /// <summary>This process has made, or found, a shard's proof.</summary>
    public void ShardMade(int index, Protocol.Parameters.ProofClass proofClass)
    {
        ShardProofJob shard = steps.Shards.ElementAt(index - 1);
        shard.Class = proofClass;
        runner.Made(shard);
        steps.Learn(shard);
    }

    /// <summary>Looks for shards' proofs that others have made.</summary>
    public void LookForShards(CancellationToken cancellation)
    {
        foreach (ShardProofJob shard in steps.Shards)
        {
            cancellation.ThrowIfCancellationRequested();
            if (shard.Class is null && runner.IsDone(shard)) steps.Learn(shard);
        }
    }

    /// <summary>Does every step that can be done now and that nobody else is at, also those that become so meanwhile.</summary>
    /// <returns>How many were done or found done, and whether another process is at one.</returns>
    public (int Done, bool Busy) Pass(CancellationToken cancellation)
    {
        int done = 0;
        bool busy = false;
        foreach (Job job in steps.Known.Where(j => !_done.Contains(j.Name)).ToArray())
        {
            cancellation.ThrowIfCancellationRequested();
            JobOutcome outcome = runner.TryRun(job, cancellation);
            busy |= outcome == JobOutcome.Busy;
            if (outcome is not (JobOutcome.Found or JobOutcome.Made)) continue;
            _done.Add(job.Name);
            done++;
        }

        return (done, busy);
    }

    /// <summary>Whether all is done.</summary>
    public bool IsDone => steps.IsKnown && steps.Known.All(j => _done.Contains(j.Name));

    /// <summary>
    /// Works until all steps are done, or until nothing can be done any more. While another process is at a step its end is waited for: if it dies, the step
    /// is taken over.
    /// </summary>
    /// <param name="wait">Also waits for proofs of shards that nobody seems to be at.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>Whether all is done.</returns>
    public bool Work(bool wait, CancellationToken cancellation)
    {
        while (true)
        {
            LookForShards(cancellation);
            (int done, bool busy) = Pass(cancellation);
            if (IsDone) return true;
            if (done != 0) continue;
            if (!busy && !wait) return false;
            cancellation.WaitHandle.WaitOne(s_wait);
            cancellation.ThrowIfCancellationRequested();
        }
    }
}
