using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Zkfp.KernelCheck;

/// <summary>
/// Timing of short runs after one warm-up: the fastest wall time and, on Linux, the least processor time of the calling thread, which a busy machine
/// disturbs less.
/// </summary>
internal static unsafe partial class Timing
{
    private const int ThreadCpuClock = 3;

    /// <summary>Prints "name: count / seconds" in millions per second, by processor time and by wall time.</summary>
    public static void Report(string name, string unit, double count, Action body, int repeats = 7)
    {
        body();
        double wall = double.MaxValue, cpu = double.MaxValue;
        for (int i = 0; i < repeats; i++)
        {
            long start = Stopwatch.GetTimestamp();
            double cpuStart = ThreadSeconds();
            body();
            cpu = Math.Min(cpu, ThreadSeconds() - cpuStart);
            wall = Math.Min(wall, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        Console.WriteLine($"  {name,-44} {count / cpu / 1e6,9:F2} M {unit}/cpu-s  {count / wall / 1e6,9:F2} M {unit}/s   ({wall * 1e3:F2} ms)");
    }

    private static double ThreadSeconds()
    {
        if (!OperatingSystem.IsLinux()) return Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency;
        long* time = stackalloc long[2];
        return ClockGetTime(ThreadCpuClock, time) == 0 ? time[0] + time[1] * 1e-9 : throw new InvalidOperationException("clock_gettime failed.");
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ClockGetTime(int clock, long* time);
}
