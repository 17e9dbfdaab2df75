using System.Diagnostics;
using Zkfp.Core.Memory;
using Zkfp.MipsVm.Hosting;
using Zkfp.MipsVm.Loading;
using Zkfp.Prover;
using Zkfp.Prover.Jobs;
using Zkfp.Prover.Runs;
using Zkfp.Rollup.Preimages;

namespace Zkfp;

/// <summary>What a proof is as a file. <see cref="ZkfpVerifier"/> takes all of them.</summary>
public enum ZkfpProofForm
{
    /// <summary>One final proof of some 119 KiB, whatever the length of the run.</summary>
    Final,

    /// <summary>One final proof of some 96 KiB that a contract on L1 can verify.</summary>
    L1,

    /// <summary>The list of the shards' proofs: it grows with the run, and takes half the time of a short one.</summary>
    Shards,

    /// <summary>The same, some percent larger, as <see cref="ZkfpProver.AggregateAsync"/> takes it.</summary>
    AggregatableShards,
}

/// <summary>How to prove. Nothing here changes what a verifier accepts.</summary>
public sealed class ZkfpProverOptions
{
    /// <summary>What the proof is as a file.</summary>
    public ZkfpProofForm Form { get; init; }

    /// <summary>Threads; 0 for one per processor.</summary>
    public int Threads { get; init; }

    /// <summary>
    /// Folder where finished parts of a proof are kept, made if need be: a later call with the same program and input goes on from them, even after the process
    /// was killed, and processes that share the folder share the work. They are deleted when the proof is written to a path. Null: nothing is kept.
    /// </summary>
    public string? WorkDirectory { get; init; }

    /// <summary>Told of each file of the folder that is not what its name says; it is made again. Called on any thread.</summary>
    public Action<string>? Notice { get; init; }

    /// <summary>Recursion circuits for forms that need some; this version's if null. Whoever verifies needs the same.</summary>
    public ZkfpRecursionKeys? RecursionKeys { get; init; }

    // Tests have smaller disks.
    internal Func<string, long?>? FreeBytes { get; init; }
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

    /// <summary>Proving shards, and what can be done above them.</summary>
    Shards,

    /// <summary>The steps above shards, to one final proof.</summary>
    Recursion,
}

/// <summary>A report of a prover, made on the thread that proves.</summary>
/// <param name="Stage">What it does.</param>
/// <param name="Instructions">Instructions done in this stage.</param>
/// <param name="TotalInstructions">Instructions of the run; 0 while unknown.</param>
/// <param name="Remaining">Estimate of the time left; null while there is none.</param>
public readonly record struct ZkfpProgress(ZkfpStage Stage, long Instructions, long TotalInstructions, TimeSpan? Remaining)
{
    /// <summary>Steps above shards that are done.</summary>
    public int Steps { get; init; }

    /// <summary>Steps above shards; 0 where there are none, or not yet known.</summary>
    public int TotalSteps { get; init; }
}

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

    /// <summary>Proven bits of the weakest term of all layers.</summary>
    public double ProvenBits { get; init; }
}

/// <summary>One final proof of several.</summary>
/// <param name="Proof">What it proves, in the order in which the proofs were given.</param>
/// <param name="ProofBytes">Length of the proof file.</param>
/// <param name="Seconds">Time that it took.</param>
public sealed record ZkfpAggregate(ZkfpFinalProof Proof, long ProofBytes, double Seconds);

/// <summary>
/// Proves runs. Large buffers are kept between calls, and the system has them back once the last prover of the process is disposed. Calls may overlap;
/// each uses as many threads as the options say.
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
        if (!Enum.IsDefined(_options.Form)) throw new ArgumentOutOfRangeException(nameof(options), _options.Form, "a form of a proof expected");
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
    /// <exception cref="ZkfpException">The run cannot be proven, or the disk has no room for its proof; both are known before the first shard is proven.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public async Task<ZkfpProof> ProveAsync(
        ZkfpProgram program, ZkfpInput? input, string proofPath, IProgress<ZkfpProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentException.ThrowIfNullOrEmpty(proofPath);

        using AtomicFile file = Create(proofPath);
        using AtomicFile? record = program.Image.Profile == Profile.Cannon ? new AtomicFile(proofPath + ZkfpRecord.FileSuffix) : null;
        (ZkfpProof proof, IReadOnlyList<string> parts) = await Prove(program, input, file, proofPath, progress, cancellation).ConfigureAwait(false);
        record?.Write(proof.Record!.ToBytes());
        record?.Commit();
        file.Commit();
        Clear(parts);
        return proof;
    }

    /// <summary>Executes a program and writes the proof to a stream, from front to end; incomplete after an exception.</summary>
    /// <param name="program">The program.</param>
    /// <param name="input">What it is given; none if null.</param>
    /// <param name="proof">Receives the bytes of the proof file; not closed.</param>
    /// <param name="progress">Told where the prover stands.</param>
    /// <param name="cancellation">Stops within a second or so.</param>
    /// <exception cref="ZkfpException">The run cannot be proven, or the disk has no room for the work folder.</exception>
    /// <exception cref="IOException">The stream or a file of the work folder cannot be written.</exception>
    public async Task<ZkfpProof> ProveToAsync(
        ZkfpProgram program, ZkfpInput? input, Stream proof, IProgress<ZkfpProgress>? progress = null, CancellationToken cancellation = default) =>
        (await Prove(program, input, proof, null, progress, cancellation).ConfigureAwait(false)).Proof;

    /// <summary>
    /// Makes one final proof of one or several lists of shards' proofs (<see cref="ZkfpProofForm.AggregatableShards"/>), of any programs: of one list the proof
    /// that would have been made at once, of several a bundle of what they state, in this order. They are verified first.
    /// </summary>
    /// <param name="proofPaths">The lists.</param>
    /// <param name="proofPath">The file to write, which appears when it is complete.</param>
    /// <param name="progress">Told of each step that is done.</param>
    /// <param name="cancellation">Stops within a second or so; what is finished stays in the work folder.</param>
    /// <exception cref="ZkfpException">
    /// One of them is not valid, or is a list that no final proof can be made of; or the disk has no room for the proof and the work folder.
    /// </exception>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    public async Task<ZkfpAggregate> AggregateAsync(
        IReadOnlyList<string> proofPaths, string proofPath, IProgress<ZkfpProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(proofPaths);
        ArgumentException.ThrowIfNullOrEmpty(proofPath);
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        if (proofPaths.Count == 0) throw new ArgumentException("there is no proof", nameof(proofPaths));
        if (_options.Form is not (ZkfpProofForm.Final or ZkfpProofForm.L1))
            throw new InvalidOperationException("What proofs become together is a final proof: the prover's form is another.");
        if (proofPaths.Any(p => Path.GetFullPath(p) == Path.GetFullPath(proofPath)))
            throw new ArgumentException("one of the proofs would be overwritten", nameof(proofPath));
        using AtomicFile file = Create(proofPath);
        (ZkfpAggregate made, byte[] bytes, IReadOnlyList<string> parts) = await Work.Run(() =>
        {
            var clock = Stopwatch.StartNew();
            string work = _options.WorkDirectory ?? Directory.CreateTempSubdirectory("zkfp-work").FullName;
            var streams = new List<FileStream>();
            try
            {
                foreach (string p in proofPaths) streams.Add(new FileStream(p, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16));
                RecursionSet set = ZkfpRecursionKeys.Of(_options.RecursionKeys);
                AggregateResult r = Work.Guard(() => RunJobs.Aggregate(
                    work, set, streams, _options.Threads, _options.Form == ZkfpProofForm.L1,
                    (_, done, all) => progress?.Report(new ZkfpProgress(ZkfpStage.Recursion, 0, 0, null) { Steps = done, TotalSteps = all }),
                    _options.Notice, need => NeedRoom(need, proofPath, work), cancellation));
                if (!FinalProof.TryVerify(set, r.Proof, out FinalProof? proof, out Rejection? why)) throw new InvalidOperationException(why.Reason);
                return (new ZkfpAggregate(new ZkfpFinalProof(proof), r.Proof.Length, clock.Elapsed.TotalSeconds), r.Proof, r.WorkFiles);
            }
            catch (InvalidDataException e)
            {
                throw new ZkfpException(ZkfpError.BadProof, e.Message, e);
            }
            finally
            {
                foreach (FileStream s in streams) s.Dispose();
                if (_options.WorkDirectory is null) Directory.Delete(work, recursive: true);
            }
        }).ConfigureAwait(false);
        file.Write(bytes);
        file.Commit();
        Clear(parts);
        return made;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        lock (s_lock)
        {
            if (--s_provers != 0) return;
            NativePool.PageLimit = 0;
            NativePool.PageLimit = IdleCache;
        }
    }

    // Said before an hour of proving, not after.
    private static AtomicFile Create(string path) => Directory.Exists(path) || Path.EndsInDirectorySeparator(path)
        ? throw new IOException($"the proof cannot be written to '{path}': it is a folder") : new AtomicFile(path);

    // Of what lay in a folder of one call the folder is gone, too; a process that shares one may have cleared it.
    private static void Clear(IReadOnlyList<string> parts)
    {
        foreach (string part in parts)
            if (File.Exists(part)) File.Delete(part);
    }

    private void NeedRoom(DiskNeed need, string? proofPath, string work)
    {
        string? folder = proofPath is null ? null : Path.GetDirectoryName(Path.GetFullPath(proofPath));
        if (DiskRoom.Shortage(need, folder, work, _options.FreeBytes) is { } lack) throw new ZkfpException(ZkfpError.NoSpace, lack);
    }

    private Task<(ZkfpProof Proof, IReadOnlyList<string> Parts)> Prove(
        ZkfpProgram program, ZkfpInput? input, Stream proof, string? proofPath, IProgress<ZkfpProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(proof);
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        LinuxHost host = (input ?? new ZkfpInput()).Host(program);
        bool isFinal = _options.Form is ZkfpProofForm.Final or ZkfpProofForm.L1;
        RecursionSet? leaves = _options.Form == ZkfpProofForm.Shards ? null : ZkfpRecursionKeys.Of(_options.RecursionKeys);
        var options = new ProveOptions
        {
            Threads = _options.Threads,
            WorkDirectory = _options.WorkDirectory,
            Recursion = isFinal ? leaves : null,
            Leaves = leaves,
            ForL1 = _options.Form == ZkfpProofForm.L1,
            Notice = _options.Notice,
            Disk = need => NeedRoom(need, proofPath, _options.WorkDirectory ?? Path.GetTempPath()),
        };
        return Work.Run(() =>
        {
            ProveResult r = Work.Guard(() => RunProver.Prove(program.Image, host, proof, options, progress is null ? null : new Translated(progress), cancellation));
            var statement = new ZkfpStatement(r.Outcome, r.OutputDigest, program.Image.Profile, r.Statistics.Cycles);
            var proven = new ZkfpProof(statement, ZkfpKey.Own(r.VerifyingKey), r.Statistics.Shards, r.Statistics.ProofBytes, r.Statistics.TotalSeconds)
            {
                ProvenBits = r.Statistics.SecurityBits,
                Record = host is CannonHost cannon ? new ZkfpRecord(PreimageRecord.Of(cannon.OutputDigest, cannon.Record)) : null,
            };
            return (proven, r.WorkFiles);
        });
    }

    private sealed class Translated(IProgress<ZkfpProgress> inner) : IProgress<ProveProgress>
    {
        public void Report(ProveProgress p) => inner.Report(
            new ZkfpProgress((ZkfpStage)p.Stage, p.Cycles, p.TotalCycles, p.Remaining) { Steps = p.Steps, TotalSteps = p.TotalSteps });
    }
}
