using Zkfp.Core.Air;
using Zkfp.Core.Field;
using Zkfp.Core.Trace;
using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Machine;
using Zkfp.MipsVm.Rom;
using Zkfp.MipsVm.Tables;
using Zkfp.MipsVm.Tracing;

namespace Zkfp.MipsVm.Tests.Machine;

/// <summary>A row that leaves a column out, writes one twice or writes what is no element is an error where it is written.</summary>
public class RowWriterTests
{
    private delegate void WriteRow(ref RowWriter w, SomeTable t, in StepRecord s);

    [Fact]
    public void A_row_that_writes_each_column_once_is_stored_by_column()
    {
        using TraceTable trace = Write((ref RowWriter w, SomeTable t, in StepRecord s) =>
        {
            w.Put(t.B, s.B);
            w.Put(t.A, s.A);
        });
        Assert.Equal(2, trace.Rows);
        Assert.Equal([10u, 11u], trace.Column(1)[..2].ToArray());
        Assert.Equal([20u, 21u], trace.Column(2)[..2].ToArray());
    }

    [Fact]
    public void A_column_that_is_left_out_is_named()
    {
        var e = Assert.Throws<InvalidOperationException>(() => Write((ref RowWriter w, SomeTable t, in StepRecord s) => w.Put(t.A, s.A)));
        Assert.Equal("row 0: Nop.b is not written", e.Message);
    }

    [Fact]
    public void A_column_that_is_written_twice_is_named()
    {
        var e = Assert.Throws<InvalidOperationException>(() => Write((ref RowWriter w, SomeTable t, in StepRecord s) =>
        {
            w.Put(t.A, s.A);
            w.Put(t.B, s.B);
            if (s.A == 11) w.Put(t.A, s.A);
        }));
        Assert.Equal("row 1: Nop.a is written twice", e.Message);
    }

    [Fact]
    public void A_value_that_is_not_canonical_is_named()
    {
        var e = Assert.Throws<InvalidOperationException>(() => Write((ref RowWriter w, SomeTable t, in StepRecord s) =>
        {
            w.Put(t.A, KoalaBear.P);
            w.Put(t.B, s.B);
        }));
        Assert.Equal($"row 0: Nop.a is {KoalaBear.P}, not below p", e.Message);
    }

    /// <summary>Else the index of a column would not be its place in the key.</summary>
    [Fact]
    public void Columns_of_the_key_come_first()
    {
        var air = new TableAir(TableId.Nop, TablePresence.Optional, null, 1);
        Assert.Equal(0, air.Preprocessed("k").Index);
        air.Main("m");
        Assert.Throws<InvalidOperationException>(() => air.Preprocessed("late"));
    }

    private static unsafe TraceTable Write(WriteRow row)
    {
        var table = new SomeTable(new TableAir(TableId.Nop, TablePresence.Optional, null, 1), row);
        StepRecord[] steps = [new() { A = 10, B = 20 }, new() { A = 11, B = 21 }];
        TraceTable trace = table.NewTrace(steps.Length);
        try
        {
            fixed (uint* a = trace.Column(table.A), b = trace.Column(table.B))
            {
                uint** columns = stackalloc uint*[] { null, a, b };
                var w = new RowWriter(columns, table.Air, 0, steps.Length, [], new Histograms());
                table.Fill(ref w, steps);
            }

            return trace;
        }
        catch
        {
            trace.Dispose();
            throw;
        }
    }

    private sealed class SomeTable : StepTable
    {
        private readonly WriteRow _row;

        public SomeTable(TableAir air, WriteRow row)
            : base(air)
        {
            _row = row;
            Expr real = air.Active("real");
            (A, B) = (air.Main("a"), air.Main("b"));
            air.Pull("pair", Buses.BytePair, real, A, B);
        }

        public TableColumn A { get; }

        public TableColumn B { get; }

        protected override void Row(ref RowWriter w, in StepRecord s, in RomRow op) => _row(ref w, this, s);
    }
}
