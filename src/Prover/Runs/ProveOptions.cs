using Zkfp.Protocol.Keys;
using Zkfp.Protocol.Parameters;
using Zkfp.Prover.Jobs;

namespace Zkfp.Prover;

/// <summary>How to prove a run. Nothing here changes what a verifier accepts.</summary>
public sealed record ProveOptions
{
    /// <summary>Threads; 0 for one per processor.</summary>
    public int Threads { get; init; }

    /// <summary>
    /// Cells of main columns in a shard, padding included, at most; null: as many as the matrices hold. Fewer take less memory, and more proof.
    /// </summary>
    public long? CellsPerShard { get; init; }

    /// <summary>
    /// h: log₂ of the rows of the committed matrices, <see cref="ProgramKeys.SmallLogHeight"/> or <see cref="ProgramKeys.LogHeight"/>; null: the one that suits the
    /// length of the run. The verifying key depends on it.
    /// </summary>
    public int? LogHeight { get; init; }

    /// <summary>
    /// Folder where finished shard proofs are kept; a later run with the same program and input goes on from them. It is made if it does not exist. Provers
    /// may share it. Null: nothing is kept.
    /// </summary>
    public string? WorkDirectory { get; init; }

    /// <summary>
    /// Circuits with which one final proof is made, of one size whatever the length of the run; null: the proof is the list of the shards' proofs. The steps above
    /// shards are done between their proofs, and kept in the work folder as these are.
    /// </summary>
    public RecursionSet? Recursion { get; init; }

    /// <summary>Whether the final proof is for L1: a contract can verify it.</summary>
    public bool ForL1 { get; init; }

    /// <summary>Circuits whose leaves the shards of a list are to fit, so that it can be made one proof later; with <see cref="Recursion"/> they are those.</summary>
    public RecursionSet? Leaves { get; init; }

    /// <summary>
    /// Told before the first shard is proven how many bytes of the disk the rest takes, about: proofs of shards that are not there yet, in the work folder and in
    /// the proof. An exception ends it (<see cref="DiskRoom"/> says whether there is room).
    /// </summary>
    public Action<DiskNeed>? Disk { get; init; }

    /// <summary>Told about each file of the work folder that is not what its name says; it costs time alone. Called on any thread.</summary>
    public Action<string>? Notice { get; init; }

    /// <summary>Check every constraint and bus of each trace before proving it; slow, names table and row of a failure.</summary>
    public bool CheckTraces { get; init; }
}

/// <summary>Where a prover stands.</summary>
/// <param name="Stage">What it does.</param>
/// <param name="Shard">Shards done in this stage.</param>
/// <param name="Shards">Shards of the run; 0 while unknown.</param>
/// <param name="Cycles">Instructions of the shards done in this stage.</param>
/// <param name="TotalCycles">Instructions of the run; 0 while unknown.</param>
/// <param name="Elapsed">Time since the start.</param>
/// <param name="Remaining">Estimate, by the rate so far; null while there is none.</param>
public sealed record ProveProgress(
    ProveStage Stage, int Shard, int Shards, long Cycles, long TotalCycles, TimeSpan Elapsed, TimeSpan? Remaining)
{
    /// <summary>Steps above shards that are done.</summary>
    public int Steps { get; init; }

    /// <summary>Steps above shards; 0 where there are none.</summary>
    public int TotalSteps { get; init; }
}

/// <summary>Stages of a proof.</summary>
public enum ProveStage
{
    /// <summary>Committing to the program.</summary>
    Setup,

    /// <summary>Executing and cutting into shards.</summary>
    Execution,

    /// <summary>Committing to what shards share.</summary>
    Boundary,

    /// <summary>Proving shards, and what can be done above them.</summary>
    Shards,

    /// <summary>The steps above shards that are left.</summary>
    Recursion,
}

/// <summary>What the steps of one kind took.</summary>
/// <param name="Steps">How many.</param>
/// <param name="Seconds">Time.</param>
/// <param name="Bytes">Length of their files.</param>
public readonly record struct LayerStatistics(int Steps, double Seconds, long Bytes);

/// <summary>What a proof took.</summary>
/// <param name="Cycles">Executed instructions.</param>
/// <param name="ProvenCycles">Those of shards that this call proved, without resumed ones.</param>
/// <param name="Shards">Shards.</param>
/// <param name="ResumedShards">Shards whose proofs were found in the work directory.</param>
/// <param name="SetupSeconds">Committing to the program.</param>
/// <param name="Phases">Seconds per phase.</param>
/// <param name="TotalSeconds">All, setup included.</param>
/// <param name="PeakBytes">Peak resident memory of the process.</param>
/// <param name="ProofBytes">Length of what was written.</param>
/// <param name="SecurityBits">Proven bits of the weakest term: every round of the interactive protocol, and the hash.</param>
public sealed record ProveStatistics(
    long Cycles, long ProvenCycles, int Shards, int ResumedShards, double SetupSeconds, PhaseTimes Phases, double TotalSeconds, long PeakBytes, long ProofBytes,
    double SecurityBits)
{
    /// <summary>What the steps above shards took that this call did, by kind.</summary>
    public IReadOnlyDictionary<JobKind, LayerStatistics> Layers { get; init; } = new Dictionary<JobKind, LayerStatistics>();

    /// <summary>How many shards are of which class.</summary>
    public IReadOnlyDictionary<ProofClass, int> Classes { get; init; } = new Dictionary<ProofClass, int>();

    /// <summary>Thousand proven instructions per second, setup included.</summary>
    public double Kilohertz => TotalSeconds == 0 ? 0 : ProvenCycles / TotalSeconds / 1000;
}

/// <summary>What was proven and what it took.</summary>
/// <param name="VerifyingKey">Key of the program.</param>
/// <param name="Outcome">How the run ended, as a Linux wait status.</param>
/// <param name="Statistics">Measurements.</param>
/// <param name="WorkFiles">The run's files in the work directory; the caller deletes them once the proof is safe.</param>
public sealed record ProveResult(VerifyingKey VerifyingKey, uint Outcome, ProveStatistics Statistics, IReadOnlyList<string> WorkFiles)
{
    /// <summary>
    /// The 32 bytes that the program committed (in profile linux the SHA-256 of its standard output); null when it did not commit all of them.
    /// </summary>
    public byte[]? OutputDigest { get; init; }
}
