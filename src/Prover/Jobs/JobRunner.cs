using System.Diagnostics;
using Zkfp.Core.Trace;
using Zkfp.Prover.Runs;

namespace Zkfp.Prover.Jobs;

/// <summary>What became of a step.</summary>
internal enum JobOutcome
{
    /// <summary>Its file was there, and good.</summary>
    Found,

    /// <summary>It was done.</summary>
    Made,

    /// <summary>A file that it reads is not there.</summary>
    Waiting,

    /// <summary>Another process is at it.</summary>
    Busy,
}

/// <summary>A step that was done.</summary>
/// <param name="Job">Which.</param>
/// <param name="Bytes">Length of its file.</param>
/// <param name="Elapsed">Time that it took.</param>
internal sealed record JobReport(Job Job, long Bytes, TimeSpan Elapsed);

/// <summary>Does steps in a folder, one at a time.</summary>
/// <param name="folder">The folder.</param>
/// <param name="report">Told about each step that was done.</param>
internal sealed class JobRunner(WorkFolder folder, Action<JobReport>? report = null)
{
    private readonly HashSet<string> _good = [];

    /// <summary>Whether the file of a step is there and good; what is there is checked once.</summary>
    public bool IsDone(Job job)
    {
        if (_good.Contains(job.Name))
        {
            // A process that shares the folder may have deleted it.
            if (File.Exists(folder.PathOf(job.File))) return true;
            _good.Remove(job.Name);
        }

        return Load(job) is not null;
    }

    /// <summary>This process has made a step's file in another way.</summary>
    public void Made(Job job) => _good.Add(job.Name);

    /// <summary>Does a step, unless it is done, cannot be done yet, or is another process's.</summary>
    public JobOutcome TryRun(Job job, CancellationToken cancellation)
    {
        if (IsDone(job)) return JobOutcome.Found;
        if (!job.CanRun) return folder.IsClaimed(job.File) ? JobOutcome.Busy : JobOutcome.Waiting;
        foreach (Job input in job.Inputs)
            if (!IsDone(input)) return JobOutcome.Waiting;
        using AtomicFile? claim = folder.Claim(job.File);
        if (claim is null) return JobOutcome.Busy;

        // Its last owner may have finished it between the look and the claim.
        if (IsDone(job)) return JobOutcome.Found;
        var clock = Stopwatch.StartNew();
        var inputs = new byte[job.Inputs.Count][];
        for (int i = 0; i < inputs.Length; i++)
        {
            if (folder.Read(job.Inputs[i].File) is not { } input) return Missing(job.Inputs[i]);
            inputs[i] = input;
        }

        byte[] bytes;
        try
        {
            bytes = job.Run(inputs, cancellation);
        }
        catch (BadInputException e)
        {
            // They were good once. Those that are not any more are made again; if none is bad, the step is.
            int bad = 0;
            foreach (Job input in job.Inputs)
            {
                _good.Remove(input.Name);
                if (!IsDone(input)) bad++;
            }

            if (bad != 0) return JobOutcome.Waiting;
            throw new TraceException($"the {job.About} cannot be made, although what it reads verifies: {e.Message}");
        }

        // Whatever went wrong, a file that would cost others time is not written.
        if (job.Fault(bytes) is { } fault) throw new InvalidOperationException($"The {job.About} was made, and is wrong: {fault}");
        folder.Commit(claim, job.File, bytes);
        _good.Add(job.Name);
        report?.Invoke(new JobReport(job, bytes.Length, clock.Elapsed));
        return JobOutcome.Made;
    }

    private JobOutcome Missing(Job input)
    {
        _good.Remove(input.Name);
        return JobOutcome.Waiting;
    }

    private byte[]? Load(Job job)
    {
        if (folder.Read(job.File) is not { } bytes) return null;
        if (job.Fault(bytes) is { } fault)
        {
            folder.Reject(job.File, fault);
            return null;
        }

        folder.Accept(job.File);
        _good.Add(job.Name);
        return bytes;
    }
}
