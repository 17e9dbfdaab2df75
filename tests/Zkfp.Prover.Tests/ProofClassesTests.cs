using Zkfp.Core.Machine;
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
}
