namespace Zkfp.Rollup.Testing;

/// <summary>How one test ended.</summary>
public enum TestOutcome
{
    Passed,
    Failed,
    Skipped,
}

/// <summary>One test's result.</summary>
/// <param name="Name">File and case.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Detail">What differed, or why it was skipped; empty for a pass.</param>
public sealed record TestResult(string Name, TestOutcome Outcome, string Detail = "");

/// <summary>Collects results from several threads.</summary>
public sealed class TestReport
{
    private readonly Lock _lock = new();
    private readonly List<TestResult> _results = [];
    private readonly Action<TestResult>? _onResult;
    private ulong _cycles;

    /// <summary>An empty report.</summary>
    /// <param name="onResult">Called for each result as it comes, one at a time.</param>
    public TestReport(Action<TestResult>? onResult = null) => _onResult = onResult;

    /// <summary>The results so far, in no particular order.</summary>
    public IReadOnlyList<TestResult> Results
    {
        get
        {
            lock (_lock) return [.. _results];
        }
    }

    /// <summary>Instructions that the machine executed for all of them; 0 for native runs.</summary>
    public ulong Cycles
    {
        get
        {
            lock (_lock) return _cycles;
        }
    }

    /// <summary>Number of results of a kind.</summary>
    public int Count(TestOutcome outcome)
    {
        lock (_lock) return _results.Count(result => result.Outcome == outcome);
    }

    /// <summary>Adds a result.</summary>
    public void Add(TestResult result)
    {
        lock (_lock)
        {
            _results.Add(result);
            _onResult?.Invoke(result);
        }
    }

    /// <summary>Adds a pass, or a failure if <paramref name="difference"/> says what is wrong.</summary>
    public void Add(string name, string? difference) =>
        Add(difference is null ? new TestResult(name, TestOutcome.Passed) : new TestResult(name, TestOutcome.Failed, difference));

    /// <summary>Adds instructions executed in the machine.</summary>
    public void AddCycles(ulong? cycles)
    {
        lock (_lock) _cycles += cycles ?? 0;
    }

    /// <summary>"N passed, N failed", and ", N skipped" if there are any.</summary>
    public override string ToString()
    {
        int skipped = Count(TestOutcome.Skipped);
        return $"{Count(TestOutcome.Passed)} passed, {Count(TestOutcome.Failed)} failed" + (skipped > 0 ? $", {skipped} skipped" : "");
    }
}
