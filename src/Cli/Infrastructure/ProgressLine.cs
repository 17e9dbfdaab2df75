using System.Globalization;
using Zkfp.Prover;

namespace Zkfp.Cli.Infrastructure;

/// <summary>Progress on standard error: one line that is overwritten on a terminal, a line per shard elsewhere.</summary>
internal sealed class ProgressLine : IProgress<ProveProgress>, IDisposable
{
    private readonly bool _terminal = !Console.IsErrorRedirected;
    private int _width;

    /// <inheritdoc/>
    public void Report(ProveProgress p)
    {
        string text = p.Stage switch
        {
            ProveStage.Setup => "committing to the program",
            ProveStage.Execution => $"executing: {p.Cycles / 1e6:F1} M instructions",
            ProveStage.Boundary => $"committing to shared memory: shard {p.Shard}",
            _ => $"proving: shard {p.Shard} of {p.Shards}, {(p.TotalCycles == 0 ? 1 : (double)p.Cycles / p.TotalCycles):P0}"
                + (p.Remaining is { } left ? $", {Short(left)} left" : ""),
        };
        text = $"[{Short(p.Elapsed)}] {text}";
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

    private static string Short(TimeSpan t) =>
        t.TotalHours >= 1 ? t.ToString(@"h\:mm\:ss", CultureInfo.InvariantCulture) : t.ToString(@"m\:ss", CultureInfo.InvariantCulture);
}
