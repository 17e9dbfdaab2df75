using Zkfp.MipsVm.Fuzz;

namespace Zkfp.MipsVm.Tests.Conformance;

/// <summary>Short runs of the differential fuzzer; the long one is the command tests/Zkfp.MipsVm.Fuzz.</summary>
public class DifferentialTests
{
    private const int Sequences = 150;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void CompiledEqualsInterpreted(bool bigEndian)
    {
        var batch = new Batch(seed: 77, Sequences, bigEndian);
        byte[] interpreted = batch.RunInterpreter();
        byte[]? compiled = batch.RunCompiled();
        Assert.NotNull(compiled); // every platform that runs the tests compiles
        Assert.Null(batch.Compare(interpreted, compiled, "interpreter", "compiled"));
        Assert.NotEqual(0, Signals(batch, interpreted, 11));
        Assert.NotEqual(0, Signals(batch, interpreted, 10));
    }

    [Fact]
    public void RandomProgramsAgree()
    {
        ulong instructions = 0;
        for (int seed = 0; seed < 100; seed++)
        {
            var program = new RandomProgram(seed, bigEndian: seed % 2 == 0);
            Assert.Null(program.Compare(limit: 1 + (ulong)(seed * 37 % 4000), hotVisits: 1 + (seed % 5), ref instructions));
        }
        Assert.True(instructions > 20_000, $"only {instructions} instructions ran");
    }

    [ToolFact("qemu-mips")]
    public void QemuEqualsInterpretedBig() => AgainstQemu(bigEndian: true);

    [ToolFact("qemu-mipsel")]
    public void QemuEqualsInterpretedLittle() => AgainstQemu(bigEndian: false);

    [Fact]
    public void ADifferenceIsFound()
    {
        var batch = new Batch(seed: 5, 3, bigEndian: true);
        byte[] result = batch.RunInterpreter();
        byte[] changed = (byte[])result.Clone();
        changed[4 * 9 + 3] ^= 1;
        Assert.Contains("t1", batch.Compare(changed, result, "a", "b"), StringComparison.Ordinal);
    }

    private static void AgainstQemu(bool bigEndian)
    {
        var batch = new Batch(seed: 4242, 4 * Sequences, bigEndian);
        string folder = Directory.CreateTempSubdirectory("zkfp-fuzz-").FullName;
        try
        {
            Assert.Null(batch.Compare(batch.RunQemu(folder), batch.RunInterpreter(), "qemu", "interpreter"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static int Signals(Batch batch, byte[] result, int signal)
    {
        int[] counts = new int[64];
        batch.CountSignals(result, counts);
        return counts[signal];
    }
}
