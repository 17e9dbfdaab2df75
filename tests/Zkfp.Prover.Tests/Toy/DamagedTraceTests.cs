using Zkfp.Core.Trace;
using Zkfp.Protocol;
using Zkfp.Verifier;

namespace Zkfp.Prover.Tests.Toy;

/// <summary>A prover that follows the protocol on a wrong trace must not convince the verifier.</summary>
public class DamagedTraceTests
{
    public static TheoryData<int, int, int, ErrorKind> Cells => new()
    {
        // Table, column, row, error. Work: 0 on, 1 a, 2 b, 3 c, 4 p, 5 q, 6 flag.
        { ToyMachine.Work, 0, 3, ErrorKind.LocalBusUnbalanced },
        { ToyMachine.Work, 1, 3, ErrorKind.LocalBusUnbalanced },
        { ToyMachine.Work, 3, 290, ErrorKind.LocalBusUnbalanced },
        { ToyMachine.Work, 5, 0, ErrorKind.LocalBusUnbalanced },
        { ToyMachine.Work, 6, 7, ErrorKind.LocalBusUnbalanced },
        { ToyMachine.Sink, 1, 5, ErrorKind.LocalBusUnbalanced },
        { ToyMachine.Sink, 4, 299, ErrorKind.None },
        { ToyMachine.Range, 1, 17, ErrorKind.LocalBusUnbalanced },
        { ToyMachine.Rom, 2, 2, ErrorKind.LocalBusUnbalanced },
        { ToyMachine.Memory, 2, 0, ErrorKind.GlobalBusUnbalanced },
        { ToyMachine.Memory, 3, 0, ErrorKind.GlobalBusUnbalanced },
        { ToyMachine.Memory, 4, 0, ErrorKind.ConstraintMismatch },
        { ToyMachine.Init, 3, 1, ErrorKind.GlobalBusUnbalanced },
    };

    [Theory]
    [MemberData(nameof(Cells))]
    public void AChangedCellIsRejected(int table, int column, int row, ErrorKind expected)
    {
        using var run = new ToyRun(9, 300, 16, 9, 4, 1);
        bool used = true;
        byte[] proof = run.Prove(traces =>
        {
            TraceTable t = traces[0].Tables[table]!;
            // A sink row whose flag is 0 does not send its last cell.
            if (expected == ErrorKind.None) used = t.Column(3)[row] != 0;
            t.Column(column)[row] = ToyRun.Add(t.Column(column)[row], 1);
        });
        VerificationResult result = run.Verify(proof);
        Assert.Equal(!used, result.IsValid);
        if (expected != ErrorKind.None) Assert.Equal(expected, result.Error!.Kind);
    }

    [Fact]
    public void ABrokenConstraintWithBalancedBusesIsRejected()
    {
        using var run = new ToyRun(9, 300, 16, 9, 4, 1);
        byte[] proof = run.Prove(traces =>
        {
            // c and what the sink takes agree, but c is not a·b; the flag is cleared so that the deep bus stays out of it.
            TraceTable work = traces[0].Tables[ToyMachine.Work]!, sink = traces[0].Tables[ToyMachine.Sink]!;
            work.Column(3)[5] = sink.Column(2)[5] = ToyRun.Add(work.Column(3)[5], 1);
            work.Column(6)[5] = sink.Column(3)[5] = 0;
        });
        Assert.Equal(ErrorKind.ConstraintMismatch, run.Verify(proof).Error?.Kind);
    }

    [Fact]
    public void AShardOfAnotherRunIsRejected()
    {
        using var run = new ToyRun(8, 100, 16, 5, 1, 2);
        byte[] a = run.Prove();
        byte[] b = run.Prove(traces => traces[1].Tables[ToyMachine.Memory]!.Column(3)[0] ^= 1);
        Assert.True(run.Verify(a).IsValid);
        Assert.False(run.Verify(b).IsValid);
    }
}
