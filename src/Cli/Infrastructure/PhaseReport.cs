using System.Globalization;
using Spectre.Console;
using Zkfp.Prover;

namespace Zkfp.Cli.Infrastructure;

/// <summary>Where the time of a proof went.</summary>
internal static class PhaseReport
{
    /// <summary>Name, seconds, and processor seconds where they were measured, of each phase; together all the time.</summary>
    public static List<(string Name, double Seconds, double? Processor)> Of(ProveStatistics s)
    {
        var phases = new List<(string Name, double Seconds, double? Processor)> { ("setup", s.SetupSeconds, null) };
        foreach (Phase phase in Enum.GetValues<Phase>())
            phases.Add((char.ToLowerInvariant(phase.ToString()[0]) + phase.ToString()[1..], s.Phases[phase], phase == Phase.Execution ? null : s.Phases.CpuSeconds(phase)));
        phases.Add(("other", Math.Max(0, s.TotalSeconds - phases.Sum(p => p.Seconds)), null));
        return phases;
    }

    /// <summary>A line for each phase: seconds, share of them, processor seconds, and how many of the processors were busy.</summary>
    public static Table Table(ProveStatistics s, double processor)
    {
        Table table = Terminal.Table("seconds", "share", "processor", "busy", "phase");
        foreach ((string name, double seconds, double? cpu) in Of(s))
            table.AddRow(Number(seconds, "F3"), Number(seconds / s.TotalSeconds, "P0"), Number(cpu, "F3"), Number(seconds < 0.01 ? null : cpu / seconds, "F2"), name);
        table.AddRow(Number(s.TotalSeconds, "F3"), "", Number(processor, "F3"), Number(processor / s.TotalSeconds, "F2"), "all");
        return table;
    }

    private static string Number(double? x, string format) => x is { } value ? value.ToString(format, CultureInfo.InvariantCulture) : "";
}
