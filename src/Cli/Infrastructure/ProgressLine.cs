using System.Diagnostics;
using System.Globalization;
using Zkfp.Prover;

namespace Zkfp.Cli.Infrastructure;

/// <summary>
/// Progress on standard error: on a terminal one line that is overwritten, at most ten times a second; elsewhere plain lines, one when a stage begins or ends
/// and one every ten seconds.
/// </summary>
internal sealed class ProgressLine : IProgress<ProveProgress>, IDisposable
{
    private static readonly TimeSpan s_terminalInterval = TimeSpan.FromSeconds(0.1), s_logInterval = TimeSpan.FromSeconds(10);

    private readonly bool _terminal = !Console.IsErrorRedirected;
    private ProveStage? _stage;
    private long _last;
    private int _width;

    /// <inheritdoc/>
    public void Report(ProveProgress p)
    {
        bool due = p.Stage != _stage || (p.Shards != 0 && p.Shard == p.Shards)
            || Stopwatch.GetElapsedTime(_last) >= (_terminal ? s_terminalInterval : s_logInterval);
        if (!due) return;
        _stage = p.Stage;
        _last = Stopwatch.GetTimestamp();
        string text = $"[{Short(p.Elapsed)}] {Describe(p)}";
        if (_terminal)
        {
            Console.Error.Write("\r" + text.PadRight(_width));
            _width = text.Length;
        }
        else
        {
            Console.Error.WriteLine(text);
        }
    }

    /// <summary>Removes the line from a terminal.</summary>
    public void Clear()
    {
        if (_terminal && _width != 0) Console.Error.Write("\r" + new string(' ', _width) + "\r");
        _width = 0;
    }

    /// <inheritdoc/>
    public void Dispose() => Clear();

    /// <summary>The text of a report.</summary>
    internal static string Describe(ProveProgress p)
    {
        string share = p.TotalCycles == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", {100.0 * p.Cycles / p.TotalCycles:F0} %");
        return p.Stage switch
        {
            ProveStage.Setup => "committing to the program",
            ProveStage.Execution => string.Create(CultureInfo.InvariantCulture, $"executing: {p.Cycles / 1e6:F1} M instructions"),
            ProveStage.Boundary => $"committing to shared memory: shard {p.Shard}{share}",
            _ => $"proving: shard {p.Shard} of {p.Shards}{share}{(p.Remaining is { } left ? $", {Short(left)} left" : "")}",
        };
    }

    private static string Short(TimeSpan t) =>
        string.Create(CultureInfo.InvariantCulture, $"{(t.TotalHours >= 1 ? $"{(int)t.TotalHours}:{t.Minutes:D2}" : $"{t.Minutes}")}:{t.Seconds:D2}");
}
