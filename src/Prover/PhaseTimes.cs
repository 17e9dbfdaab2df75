using System.Diagnostics;

namespace Zkfp.Prover;

/// <summary>What the prover spends time on.</summary>
public enum Phase
{
    /// <summary>Execution, and what phase 1 waits for the boundary rows of a shard.</summary>
    Execution,

    /// <summary>What the prover waits for the trace of a shard, which is made while the one before is proven; of a node, its witness.</summary>
    Trace,

    /// <summary>Laying columns into matrices.</summary>
    Layout,

    /// <summary>Encoding and hashing boundary and main matrices.</summary>
    Commit,

    /// <summary>Proof of work.</summary>
    Grinding,

    /// <summary>GKR leaves and layers.</summary>
    GkrBuild,

    /// <summary>GKR sumchecks.</summary>
    GkrSumcheck,

    /// <summary>Zerocheck.</summary>
    Zerocheck,

    /// <summary>WHIR sumchecks and openings.</summary>
    Whir,

    /// <summary>Encoding and hashing in WHIR rounds.</summary>
    WhirCommit,

    /// <summary>Writing shard proofs, and waiting for those of other processes.</summary>
    Output,

    /// <summary>Steps above shards.</summary>
    Recursion,
}

/// <summary>Wall-clock and processor seconds per phase; phases never overlap.</summary>
public sealed class PhaseTimes
{
    private readonly double[] _seconds = new double[Enum.GetValues<Phase>().Length];
    private readonly double[] _cpuSeconds = new double[Enum.GetValues<Phase>().Length];

    /// <summary>Seconds spent in a phase.</summary>
    public double this[Phase phase] => _seconds[(int)phase];

    /// <summary>Processor seconds of all threads of the process in a phase.</summary>
    public double CpuSeconds(Phase phase) => _cpuSeconds[(int)phase];

    /// <summary>Seconds in all phases.</summary>
    public double Total
    {
        get
        {
            double sum = 0;
            foreach (double s in _seconds) sum += s;
            return sum;
        }
    }

    internal void Add(Phase phase, double seconds) => _seconds[(int)phase] += seconds;

    internal Timer Measure(Phase phase) => new(this, phase);

    internal sealed class Timer(PhaseTimes times, Phase phase) : IDisposable
    {
        private long _start = Stopwatch.GetTimestamp();
        private TimeSpan _cpuStart = Environment.CpuUsage.TotalTime;
        private Phase _phase = phase;

        /// <summary>Ends the phase, begins another.</summary>
        public void Switch(Phase next)
        {
            Suspend();
            _phase = next;
            _start = Stopwatch.GetTimestamp();
            _cpuStart = Environment.CpuUsage.TotalTime;
        }

        /// <summary>Ends the phase; nothing is counted until the next switch.</summary>
        public void Suspend()
        {
            if (_start == 0) return;
            times._seconds[(int)_phase] += Stopwatch.GetElapsedTime(_start).TotalSeconds;
            times._cpuSeconds[(int)_phase] += (Environment.CpuUsage.TotalTime - _cpuStart).TotalSeconds;
            _start = 0;
        }

        public void Dispose() => Suspend();
    }
}
