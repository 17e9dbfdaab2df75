using Zkfp.MipsVm.Hosting;
using Zkfp.MipsVm.Loading;
using Zkfp.Prover;
using Zkfp.Prover.Jobs;

namespace Zkfp.Recursion.Tests.Jobs;

/// <summary>The sample program proven in a few small shards, and the files that its prover keeps.</summary>
public sealed class ProvenRun : IDisposable
{
    private const long CellsPerShard = 540_000;

    private readonly string _path = Directory.CreateTempSubdirectory("zkfp-run").FullName;

    public ProvenRun()
    {
        using var file = new MemoryStream();
        Prove(_path, file, null);
        Proof = file.ToArray();
        string header = Assert.Single(Directory.GetFiles(_path, "*.run"));
        Assert.True(RunFile.TryRead(File.ReadAllBytes(header), out RunFile? run, out string error), error);
        Assert.Equal(Path.GetFileName(header), run.File);
        Run = run;
        Files = Directory.GetFiles(_path).ToDictionary(f => Path.GetFileName(f), File.ReadAllBytes);
    }

    /// <summary>A small set of circuits that has leaves for the run's shards.</summary>
    public static RecursionSet Set => new(HelloTree.Profile, HelloTree.Keys);

    /// <summary>The proof of the run.</summary>
    public byte[] Proof { get; }

    internal RunFile Run { get; }

    /// <summary>Header and proofs of shards, by name.</summary>
    public IReadOnlyDictionary<string, byte[]> Files { get; }

    public static ProveResult Prove(string work, Stream proof, RecursionSet? set)
    {
        ProgramImage image = Firmware.Load(File.ReadAllBytes(Path.Combine(HelloLeaf.Root(), "samples", "hello.elf")), Profile.Linux);
        var options = new ProveOptions { Threads = 2, CellsPerShard = CellsPerShard, WorkDirectory = work, Recursion = set };
        return RunProver.Prove(image, new LinuxHost(image.Endianness, new LinuxHostOptions()), proof, options);
    }

    public void Dispose() => Directory.Delete(_path, true);
}
