using Zkfp.Core.Trace;
using Zkfp.MipsVm.Hosting;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Tests.Firmware;
using Zkfp.Prover.Jobs;
using Zkfp.Prover.Recursion;

namespace Zkfp.Prover.Tests.Mips;

/// <summary>Programs whose image has many gaps: each is two messages of the key, which the circuits at a run's end have room for.</summary>
public class ManyGapsTests
{
    private const uint Entry = 0x40_0000, Data = 0x1000_0000, Apart = 0x4000;

    /// <summary>One that no final proof could be made of is refused before anything is executed twice or proven; a list of shards' proofs needs no room.</summary>
    [Fact]
    public void More_gaps_than_recursion_has_room_for_are_refused_at_once()
    {
        using var proof = new MemoryStream();
        var options = new ProveOptions { Threads = 2, Leaves = RecursionSet.Default };
        TraceException e = Assert.Throws<TraceException>(() => Prove(RecursionProfile.MostGaps, proof, options, null));
        Assert.Contains($" gaps, the most that they have room for is {RecursionProfile.MostGaps}; a list of shards' proofs needs none", e.Message, StringComparison.Ordinal);
        Assert.Equal(0, proof.Length);

        // Any number of them is proven as a list.
        var stages = new List<ProveStage>();
        Prove(RecursionProfile.FewGaps, proof, new ProveOptions { Threads = 2 }, new Stages(stages));
        Assert.NotEqual(0, proof.Length);
        Assert.Contains(ProveStage.Shards, stages);
    }

    private static void Prove(int segments, Stream proof, ProveOptions options, IProgress<ProveProgress>? progress)
    {
        byte[] code = TinyElf.Code(Endianness.Big, 0x2402_0FA1, 0x2404_0000, 0xC); // addiu v0, 4001; addiu a0, 0; syscall
        byte[] elf = TinyElf.Make(
            Endianness.Big, Entry, [(Entry, code), .. Enumerable.Range(0, segments).Select(i => (Data + (uint)i * Apart, new byte[4] { 1, 2, 3, (byte)i }))]);
        ProgramImage image = Firmware.Load(elf, Profile.Linux);
        RunProver.Prove(image, new LinuxHost(image.Endianness, new LinuxHostOptions { Stdin = Stream.Null }), proof, options, progress);
    }

    private sealed class Stages(List<ProveStage> seen) : IProgress<ProveProgress>
    {
        public void Report(ProveProgress value) => seen.Add(value.Stage);
    }
}
