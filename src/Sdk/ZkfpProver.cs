using Zkfp.Core.Memory;
using Zkfp.MipsVm.Hosting;
using Zkfp.MipsVm.Loading;
using Zkfp.Prover;
using Zkfp.Prover.Runs;
using Zkfp.Rollup.Preimages;

namespace Zkfp;

/// <summary>How to prove. Nothing here changes what a verifier accepts.</summary>
public sealed class ZkfpProverOptions
{
    /// <summary>Threads; 0 for one per processor.</summary>
    public int Threads { get; init; }

    /// <summary>
    /// Folder where finished parts of a proof are kept, made if need be: a later call with the same program and input goes on from them. They are deleted
    /// when the
    /// proof is written to a path. Null: nothing is kept.
    /// </summary>
    public string? WorkDirectory { get; init; }
}

/// <summary>Where a prover stands.</summary>
public enum ZkfpStage
{
    /// <summary>Committing to the program.</summary>
    Setup,

    /// <summary>Executing it.</summary>
    Execution,

    /// <summary>Committing to what shards share.</summary>
    Boundary,

    /// <summary>Proving shards.</summary>
    Shards,
}

/// <summary>A report of a prover, made on the thread that proves.</summary>
/// <param name="Stage">What it does.</param>
/// <param name="Instructions">Instructions done in this stage.</param>
/// <param name="TotalInstructions">Instructions of the run; 0 while unknown.</param>
/// <param name="Remaining">Estimate of the time left; null while there is none.</param>
public readonly record struct ZkfpProgress(ZkfpStage Stage, long Instructions, long TotalInstructions, TimeSpan? Remaining);

/// <summary>What was proven.</summary>
/// <param name="Statement">What the proof states.</param>
/// <param name="Key">The verifying key that the proof is for: the program's for runs of this length.</param>
/// <param name="Shards">Parts of the proof.</param>
/// <param name="ProofBytes">Length of the proof file.</param>
/// <param name="Seconds">Time that it took.</param>
public sealed record ZkfpProof(ZkfpStatement Statement, ZkfpKey Key, int Shards, long ProofBytes, double Seconds)
{
    /// <summary>What the program was told that no hash binds, for whoever verifies; null but for profile Cannon.</summary>
    public ZkfpRecord? Record { get; init; }
}

/// <summary>
/// Proves runs. Large buffers are kept between calls, and the system has them back once the last prover of the process is disposed. Calls may overlap;
/// each uses as
/// many threads as the options say.
/// </summary>
public sealed class ZkfpProver : IDisposable
{
    // What NativePool keeps where nobody proves.
    private const long IdleCache = 1L << 30;

    private static readonly Lock s_lock = new();
    private static int s_provers;

    private readonly ZkfpProverOptions _options;
    private int _disposed;

    /// <summary>Makes a prover.</summary>
    /// <param name="options">Threads and work folder; defaults if null.</param>
    public ZkfpProver(ZkfpProverOptions? options = null)
    {
        _options = options ?? new ZkfpProverOptions();
        ArgumentOutOfRangeException.ThrowIfNegative(_options.Threads);
        lock (s_lock) s_provers++;
    }

    /// <summary>
    /// Executes a program and writes the proof file, which appears when it is complete; for a program of profile Cannon, the record beside it
    /// (<see cref="ZkfpRecord.FileSuffix"/>) before it.
    /// </summary>
    /// <param name="program">The program.</param>
    /// <param name="input">What it is given; none if null.</param>
    /// <param name="proofPath">The file.</param>
    /// <param name="progress">Told where the prover stands.</param>
    /// <param name="cancellation">Stops within a second or so.</param>
    /// <exception cref="ZkfpException">The run cannot be proven.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public async Task<ZkfpProof> ProveAsync(
        ZkfpProgram program, ZkfpInput? input, string proofPath, IProgress<ZkfpProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentException.ThrowIfNullOrEmpty(proofPath);

        // Said before an hour of proving, not after.
        if (Directory.Exists(proofPath) || Path.EndsInDirectorySeparator(proofPath))
            throw new IOException($"the proof cannot be written to '{proofPath}': it is a folder");
        using var file = new AtomicFile(proofPath);
        using AtomicFile? record = program.Image.Profile == Profile.Cannon ? new AtomicFile(proofPath + ZkfpRecord.FileSuffix) : null;
        (ZkfpProof proof, IReadOnlyList<string> parts) = await Prove(program, input, file, progress, cancellation).ConfigureAwait(false);
        record?.Write(proof.Record!.ToBytes());
        record?.Commit();
        file.Commit();
        foreach (string part in parts) File.Delete(part);
        return proof;
    }

    /// <summary>Executes a program and writes the proof to a stream, from front to end; incomplete after an exception.</summary>
    /// <param name="program">The program.</param>
    /// <param name="input">What it is given; none if null.</param>
    /// <param name="proof">Receives the bytes of the proof file; not closed.</param>
    /// <param name="progress">Told where the prover stands.</param>
    /// <param name="cancellation">Stops within a second or so.</param>
    /// <exception cref="ZkfpException">The run cannot be proven.</exception>
    /// <exception cref="IOException">The stream or a file of the work folder cannot be written.</exception>
    public async Task<ZkfpProof> ProveToAsync(
        ZkfpProgram program, ZkfpInput? input, Stream proof, IProgress<ZkfpProgress>? progress = null, CancellationToken cancellation = default) =>
        (await Prove(program, input, proof, progress, cancellation).ConfigureAwait(false)).Proof;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        lock (s_lock)
        {
            if (--s_provers != 0) return;
            NativePool.CacheLimit = 0;
            NativePool.CacheLimit = IdleCache;
        }
    }

    private Task<(ZkfpProof Proof, IReadOnlyList<string> Parts)> Prove(
        ZkfpProgram program, ZkfpInput? input, Stream proof, IProgress<ZkfpProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(proof);
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        LinuxHost host = (input ?? new ZkfpInput()).Host(program);
        var options = new ProveOptions { Threads = _options.Threads, WorkDirectory = _options.WorkDirectory };
        return Work.Run(() =>
        {
            ProveResult r = Work.Guard(() => RunProver.Prove(program.Image, host, proof, options, progress is null ? null : new Translated(progress), cancellation));
            var statement = new ZkfpStatement(r.Outcome, r.OutputDigest, program.Image.Profile, r.Statistics.Cycles);
            var proven = new ZkfpProof(statement, ZkfpKey.Own(r.VerifyingKey), r.Statistics.Shards, r.Statistics.ProofBytes, r.Statistics.TotalSeconds)
            {
                Record = host is CannonHost cannon ? new ZkfpRecord(PreimageRecord.Of(cannon.OutputDigest, cannon.Record)) : null,
            };
            return (proven, r.WorkFiles);
        });
    }

    private sealed class Translated(IProgress<ZkfpProgress> inner) : IProgress<ProveProgress>
    {
        public void Report(ProveProgress p) => inner.Report(new ZkfpProgress((ZkfpStage)p.Stage, p.Cycles, p.TotalCycles, p.Remaining));
    }
}
