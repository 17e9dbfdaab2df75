using Zkfp.Core.Machine;
using Zkfp.MipsVm.Hosting;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Machine;
using Zkfp.Protocol;
using Zkfp.Protocol.Keys;
using Zkfp.Protocol.Proofs;
using Zkfp.Prover;

namespace Zkfp.Recursion.Tests;

/// <summary>The sample program, proven in several shards of the smallest class.</summary>
internal static class SeveralShards
{
    private static readonly Lazy<(MachineDefinition Machine, VerifyingKey Key, RunProof Run)> s_run = new(Prove);

    public static MachineDefinition Machine => s_run.Value.Machine;

    public static VerifyingKey Key => s_run.Value.Key;

    public static RunProof Run => s_run.Value.Run;

    private static (MachineDefinition, VerifyingKey, RunProof) Prove()
    {
        ProgramImage image = Firmware.Load(File.ReadAllBytes(Path.Combine(HelloLeaf.Root(), "samples", "hello.elf")), Profile.Linux);
        using var file = new MemoryStream();
        RunProver.Prove(image, new LinuxHost(image.Endianness, new LinuxHostOptions()), file, new ProveOptions { Threads = 2, CellsPerShard = 1 << 16 });
        if (!ProofFile.TryOpen(file.ToArray(), out VerifyingKey? key, out ReadOnlySpan<byte> run, out VerificationError? error))
            throw new InvalidDataException($"{error}");
        MachineDefinition machine = MipsMachine.Find(key.MachineDigest)!.Definition;
        return HelloLeaf.TryRead(machine, key, run, out RunProof? proof) ? (machine, key, proof) : throw new InvalidDataException("unreadable");
    }
}
