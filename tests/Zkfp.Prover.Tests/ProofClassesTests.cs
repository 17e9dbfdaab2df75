using Zkfp.Core.Machine;
using Zkfp.Core.Trace;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Machine;
using Zkfp.Protocol.Keys;
using Zkfp.Protocol.Parameters;

namespace Zkfp.Prover.Tests;

public class ProofClassesTests
{
    /// <summary>Up to the usual class both sizes grow together; from it on cells may come alone, and beyond it only what does not fit grows.</summary>
    [Theory]
    [InlineData(15, 8, 15, 24)]
    [InlineData(16, 8, 30, 25)]
    [InlineData(15, 9, 30, 25)]
    [InlineData(31, 17, 45, 26)]
    [InlineData(31, 1, 45, 22)]
    [InlineData(45, 16, 45, 25)]
    [InlineData(45, 32, 45, 26)]
    [InlineData(46, 8, 60, 24)]
    [InlineData(46, 32, 60, 26)]
    [InlineData(45, 33, 45, 27)]
    [InlineData(61, 65, 75, 28)]
    public void The_smallest_class_that_holds_a_shard(int columns, int leavesPerRow, int mainWidth, int logLeaves)
    {
        const int h = 20;
        MachineDefinition machine = MipsMachine.For(Endianness.Big).Definition;
        var key = new VerifyingKey(machine.Digest, h, 4, 0, 1, [], default, []);
        Assert.Equal(new ProofClass(h, mainWidth, 1, 4, logLeaves), ProofClasses.Smallest(machine, key, (long)columns << h, 1, (long)leavesPerRow << h));
    }

    /// <summary>Of some classes the one with the boundary width of phase 1 and the fewest columns and messages; others are for other keys.</summary>
    [Theory]
    [InlineData(15, 8, 1, 45, 1, 26)]
    [InlineData(45, 33, 1, 45, 1, 27)]
    [InlineData(46, 8, 1, 75, 1, 27)]
    [InlineData(15, 8, 2, 75, 16, 27)]
    [InlineData(75, 64, 16, 75, 16, 27)]
    public void The_smallest_class_of_some(int columns, int leavesPerRow, int boundaryColumns, int mainWidth, int boundaryWidth, int logLeaves)
    {
        const int h = 20;
        MachineDefinition machine = MipsMachine.For(Endianness.Big).Definition;
        var key = new VerifyingKey(machine.Digest, h, 4, 0, 1, [], default, []);
        ProofClass[] some =
            [new(h, 75, 16, 4, 27), new(h, 75, 1, 4, 27), new(h, 45, 1, 4, 27), new(h, 45, 1, 4, 26), new(h, 15, 1, 16, 22), new(18, 15, 1, 4, 22)];
        long main = (long)columns << h, boundary = (long)boundaryColumns << h, leaves = (long)leavesPerRow << h;
        Assert.Equal(new ProofClass(h, mainWidth, boundaryWidth, 4, logLeaves), ProofClasses.Smallest(machine, key, main, boundary, leaves, some));
        Assert.Equal(boundaryWidth, ProofClasses.BoundaryWidth(some, key, boundary));
    }

    [Theory]
    [InlineData(76, 8, 1)]
    [InlineData(45, 65, 1)]
    [InlineData(45, 8, 17)]
    public void No_class_of_some_is_said_in_words(int columns, int leavesPerRow, int boundaryColumns)
    {
        const int h = 20;
        MachineDefinition machine = MipsMachine.For(Endianness.Big).Definition;
        var key = new VerifyingKey(machine.Digest, h, 4, 0, 1, [], default, []);
        ProofClass[] some = [new(h, 75, 1, 4, 27), new(h, 75, 16, 4, 27)];
        var e = Assert.Throws<TraceException>(() =>
            ProofClasses.Smallest(machine, key, (long)columns << h, (long)boundaryColumns << h, (long)leavesPerRow << h, some));
        Assert.Contains("no leaf of these recursion keys takes a shard with", e.Message, StringComparison.Ordinal);
    }

    /// <summary>Few widths of preprocessed columns, too: each is part of a class.</summary>
    [Theory]
    [InlineData(1, 4)]
    [InlineData(4, 4)]
    [InlineData(5, 16)]
    [InlineData(17, 64)]
    public void Preprocessed_widths(int columns, int width) =>
        Assert.Equal(width, ProofClasses.PreprocessedWidth(MipsMachine.For(Endianness.Big).Definition, 20, (long)columns << 20));
}
