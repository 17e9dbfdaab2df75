using Zkfp.Core.Field;
using Zkfp.Core.Trace;
using Zkfp.Recursion.Machine;
using Zkfp.Recursion.Machine.Tables;
using Zkfp.Recursion.Recording;
using Zkfp.Recursion.Witness;

namespace Zkfp.Recursion.Tests;

/// <summary>Bits by bytes on fin1: an element has one decomposition, and numbers with too many bits have none.</summary>
public class Fin1ByteTests
{
    private static readonly RecursionMachine s_machine = RecursionMachine.Fin1;

    /// <summary>
    /// The bytes of x + p, below 2^31 as they must be, with everything computed from them: only the last assertion reads another value of x than was written, since
    /// no hint makes 0·u of x + 1.
    /// </summary>
    [Theory]
    [InlineData(0u)]
    [InlineData(5u)]
    [InlineData((1u << 24) - 2)]
    public void Another_decomposition_is_refused_by_its_assertion_alone(uint x)
    {
        (Circuit circuit, Tape tape) = Record(a => a.LowBits(a.Input(KoalaBear.Zero), 31), x);
        var replay = new Replay(circuit, tape);
        Assert.True(replay.Holds);
        using ShardTrace trace = CircuitTables.Trace(circuit, replay);
        Assert.True(Gallery.Check(s_machine, trace).IsClean);
        TraceTable constants = Table(TableId.Constant), inputs = Table(TableId.Input), bytes = Table(TableId.Byte), mac = Table(TableId.Mac);
        var values = new Dictionary<uint, KoalaBear>();
        for (int r = 0; r < constants.Rows; r++) values[constants.Column(0)[r]] = new KoalaBear(constants.Column(2)[r]);
        for (int r = 0; r < inputs.Rows; r++) values[inputs.Column(0)[r]] = new KoalaBear(inputs.Column(6)[r]);
        uint alias = x + KoalaBear.P;
        Assert.Equal(127u, alias >> 24);
        Assert.Equal(5, bytes.Rows);
        for (int r = 0; r < bytes.Rows; r++)
        {
            // Four bytes, then twice the last.
            uint from = r < 4 ? alias >> ByteTable.Count * r : 2 * (alias >> 24);
            for (int i = 0; i < ByteTable.Count; i++) bytes.Column(7 + i)[r] = from >> i & 1;
            bytes.Column(7 + ByteTable.Count)[r] = from >> ByteTable.Count;
            values[bytes.Column(3)[r]] = new KoalaBear(from >> ByteTable.Count);
        }

        for (int r = 0; r < mac.Rows; r++)
        {
            KoalaBear Operand(int column) => values[mac.Column(column)[r]];
            KoalaBear a = Operand(1), b = Operand(2), c = Operand(3);
            (mac.Column(9)[r], mac.Column(14)[r], mac.Column(19)[r]) = (a.Value, b.Value, c.Value);
            for (int i = 1; i < KoalaBear5.Degree; i++) (mac.Column(9 + i)[r], mac.Column(14 + i)[r], mac.Column(19 + i)[r]) = (0, 0, 0);
            if (mac.Column(5)[r] != KoalaBear.P - 1)
                values[mac.Column(4)[r]] = new KoalaBear(mac.Column(6)[r]) * a * b + new KoalaBear(mac.Column(7)[r]) * c + new KoalaBear(mac.Column(8)[r]);
        }

        // The hint is an element, not one of K; what it is, is the prover's.
        for (int r = 0; r < inputs.Rows; r++)
            for (int i = 1; i < KoalaBear5.Degree; i++) inputs.Column(6 + i)[r] = 0;
        TraceReport report = Gallery.Check(s_machine, trace);
        Assert.Empty(report.Constraints);
        uint address = bytes.Column(2)[0];
        Assert.All(report.Messages, m => Assert.Equal(address, m.Fields[0]));
        Assert.Equal([x, KoalaBear.P - 1], report.Messages.Select(m => m.Fields[1]).Order());

        TraceTable Table(TableId id) => trace.Tables[s_machine.PlaceOf(id)]!;
    }

    /// <summary>A range of n bits: what is below 2^n is in it, what is not is refused, by the trace as well.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(16)]
    [InlineData(23)]
    [InlineData(30)]
    public void Ranges_end_where_they_say(int bits)
    {
        foreach ((uint x, bool inside) in ((uint, bool)[])[((1u << bits) - 1, true), (1u << bits, false), (KoalaBear.P - 1, false)])
        {
            (Circuit circuit, Tape tape) = Record(a => Assert.True(a.TryBits(a.Input(KoalaBear.Zero), bits, out _)), x);
            var replay = new Replay(circuit, tape);
            Assert.Equal(inside, replay.Holds);
            using ShardTrace trace = CircuitTables.Trace(circuit, replay);
            Assert.Equal(inside, Gallery.Check(s_machine, trace).IsClean);
        }
    }

    /// <summary>The low bits of an element as a number, for every count.</summary>
    [Fact]
    public void Low_bits_are_those_of_the_element()
    {
        foreach (uint x in (uint[])[0, KoalaBear.P - 1, 0x51B6_93CE])
        {
            for (int bits = 0; bits <= 31; bits++)
            {
                int n = bits;
                uint low = (uint)(x & (1L << n) - 1);
                (Circuit circuit, Tape tape) = Record(a => a.AssertEqual(a.Value(a.LowBits(a.Input(KoalaBear.Zero), n)), a.Input(KoalaBear.Zero)), x, low);
                Assert.True(new Replay(circuit, tape).Holds, $"{x:x} {n}");
                tape.Inputs[1] += KoalaBear5.One;
                Assert.False(new Replay(circuit, tape).Holds, $"{x:x} {n}");
            }
        }
    }

    private static (Circuit Circuit, Tape Tape) Record(Action<WireArithmetic> source, params uint[] inputs)
    {
        var recorder = new CircuitRecorder(s_machine);
        var a = new WireArithmetic(recorder);
        source(a);
        a.Output(Enumerable.Repeat(a.Constant(KoalaBear.Zero), 9).ToArray());
        var tape = new Tape();
        foreach (uint x in inputs) tape.Inputs.Add(new KoalaBear(x));
        return (recorder.Finish(), tape);
    }
}
