using System.Diagnostics;

namespace Zkfp.KernelCheck;

/// <summary>Median wall time of short runs; one warm-up.</summary>
internal static class Timing
{
    public static double Seconds(Action body, int repeats = 7)
    {
        body();
        var times = new double[repeats];
        for (int i = 0; i < repeats; i++)
        {
            long start = Stopwatch.GetTimestamp();
            body();
            times[i] = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }

        Array.Sort(times);
        return times[repeats / 2];
    }

    /// <summary>Prints "name: count / seconds" in millions per second.</summary>
    public static void Report(string name, string unit, double count, Action body, int repeats = 7)
    {
        double seconds = Seconds(body, repeats);
        Console.WriteLine($"  {name,-44} {count / seconds / 1e6,10:F2} M {unit}/s   ({seconds * 1e3:F2} ms)");
    }
}
