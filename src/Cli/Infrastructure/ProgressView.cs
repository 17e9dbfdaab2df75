using System.Diagnostics;
using System.Globalization;
using Spectre.Console;
using Zkfp.Prover;

namespace Zkfp.Cli.Infrastructure;

/// <summary>
/// Progress on standard error: on a terminal a bar as wide as that, elsewhere plain lines, one when a stage begins or ends and one every ten seconds. The
/// bar waits
/// until the program has been executed, as its standard error goes to the same terminal.
/// </summary>
internal sealed class ProgressView(Session session) : IProgress<ProveProgress>, IDisposable
{
    private static readonly TimeSpan s_barInterval = TimeSpan.FromSeconds(0.1), s_lineInterval = TimeSpan.FromSeconds(10);

    private readonly bool _terminal = Terminal.Live.Profile.Capabilities is { Interactive: true, Ansi: true };
    private readonly TaskCompletionSource _end = new();
    private Task _display = Task.CompletedTask;
    private ProgressTask? _bar;
    private ProveProgress? _before, _stageStart;
    private long _shown;

    /// <inheritdoc/>
    public void Report(ProveProgress p)
    {
        if (session.Quiet) return;
        bool begins = p.Stage != _before?.Stage, ends = p.Shards != 0 && p.Shard == p.Shards && p.Steps == p.TotalSteps;
        if (begins) _stageStart = _before;
        _before = p;
        bool bar = _terminal && p.Stage >= ProveStage.Boundary;
        if (_terminal && !bar && begins) _shown = Stopwatch.GetTimestamp(); // a program that is executed at once needs no line
        else if (!(begins || ends || Stopwatch.GetElapsedTime(_shown) >= (bar ? s_barInterval : s_lineInterval))) return;
        else Show(p, bar);
    }

    /// <summary>Takes the bar away.</summary>
    public void Dispose()
    {
        _end.TrySetResult();
        _bar = null;
        try
        {
            _display.Wait();
        }
        catch (AggregateException)
        {
            // Nobody looks at the bar any more.
        }
    }

    /// <summary>The text of a report.</summary>
    /// <param name="p">The report.</param>
    /// <param name="start">The last one of the stage before, from which the rate is counted.</param>
    internal static string Describe(ProveProgress p, ProveProgress? start)
    {
        double seconds = (p.Elapsed - (start?.Elapsed ?? TimeSpan.Zero)).TotalSeconds;
        string rate = seconds <= 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", {p.Cycles / seconds / 1000:F0} kHz");
        return p.Stage switch
        {
            ProveStage.Setup => "committing to the program",
            ProveStage.Execution => string.Create(CultureInfo.InvariantCulture, $"executing: {p.Cycles / 1e6:F1} M instructions"),
            ProveStage.Boundary => $"committing to shared memory: shard {p.Shard}",
            ProveStage.Recursion => $"one proof of all: step {p.Steps} of {p.TotalSteps}{(p.Remaining is { } rest ? $", {Short(rest)} left" : "")}",
            _ => $"proving: shard {p.Shard} of {p.Shards}{rate}{(p.TotalSteps == 0 ? "" : $", {p.Steps} of {p.TotalSteps} steps above")}{(p.Remaining is { } left ? $", {Short(left)} left" : "")}",
        };
    }

    private void Show(ProveProgress p, bool bar)
    {
        _shown = Stopwatch.GetTimestamp();
        string text = Describe(p, _stageStart);
        double share = p.TotalCycles == 0 ? 0 : 100.0 * p.Cycles / p.TotalCycles;
        if (!bar)
        {
            string percent = p.TotalCycles == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", {share:F0} %");
            StandardStreams.WriteError($"[{Short(p.Elapsed)}] {text}{percent}");
            return;
        }

        _bar ??= Start();
        _bar.Description = Markup.Escape(text);
        _bar.Value = share;
    }

    private ProgressTask Start()
    {
        Progress progress = Terminal.Live.Progress().AutoClear(true);
        progress.RefreshRate = s_barInterval;

        // The bar gives way where the terminal is narrow.
        int width = Math.Clamp(Terminal.Live.Profile.Width - 62, 4, 40);
        progress.Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn { Width = width }, new PercentageColumn());
        var bar = new TaskCompletionSource<ProgressTask>();
        _display = Task.Run(() => progress.StartAsync(async context =>
        {
            bar.SetResult(context.AddTask("proving"));
            await _end.Task;
        }));
        Task.WaitAny(_display, bar.Task);
        if (_display.IsFaulted) _display.GetAwaiter().GetResult();
        return bar.Task.Result;
    }

    private static string Short(TimeSpan t) =>
        string.Create(CultureInfo.InvariantCulture, $"{(t.TotalHours >= 1 ? $"{(int)t.TotalHours}:{t.Minutes:D2}" : $"{t.Minutes}")}:{t.Seconds:D2}");
}
