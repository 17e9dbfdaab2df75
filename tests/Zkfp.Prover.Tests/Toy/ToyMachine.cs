using Zkfp.Core.Air;
using Zkfp.Core.Field;
using Zkfp.Core.Machine;
using Zkfp.Core.Trace;
using Values = Zkfp.Core.Machine.ExecutionPublicValues;

namespace Zkfp.Prover.Tests.Toy;

/// <summary>
/// A small machine with everything a machine can have: a virtual fixed table, a virtual column that knows the rows in use, a preprocessed table of every shard, a boundary table on a global bus, a
/// preprocessed table of the last shard, products in messages, constraints of degree 2 and 3, and public messages.
/// </summary>
internal sealed class ToyMachine
{
    public const int Range = 0, Rom = 1, Work = 2, Sink = 3, Memory = 4, Init = 5;
    public const int LogRange = 8;

    // Of tables whose rows a test chooses.
    private const int Positions = 8;

    private static readonly Bus s_range = new("range", 1, 1), s_rom = new("rom", 2, 2), s_chain = new("chain", 3, 2),
        s_memory = new("memory", 4, 2, BusScope.Global), s_deep = new("deep", 5, 3);

    public ToyMachine(int extraColumns = 0)
    {
        Definition = new MachineDefinition(
            "toy", [RangeTable(), RomTable(), WorkTable(extraColumns), SinkTable(), MemoryTable(), InitTable()], Messages(), Values.Count);
    }

    public MachineDefinition Definition { get; }

    /// <summary>Rows of the preprocessed tables: rom rows (i, i² + 1) and initial values of addresses.</summary>
    public TraceTable?[] Preprocessed(int romRows, int addresses)
    {
        var tables = new TraceTable?[Definition.Tables.Count];
        var rom = new TraceTable(Definition.Tables[Rom], romRows);
        for (int i = 0; i < romRows; i++)
        {
            rom.Column(0)[i] = (uint)i;
            rom.Column(1)[i] = (uint)(i * i + 1);
        }

        rom.SetRows(romRows);
        tables[Rom] = rom;
        var init = new TraceTable(Definition.Tables[Init], addresses);
        for (int i = 0; i < addresses; i++)
        {
            init.Column(0)[i] = 1;
            init.Column(1)[i] = (uint)(1000 + i);
            init.Column(2)[i] = (uint)(7 * i);
        }

        init.SetRows(addresses);
        tables[Init] = init;
        return tables;
    }

    /// <summary>An honest shard. <paramref name="memory"/> (one value per address) is advanced.</summary>
    public ShardTrace Shard(int index, int shards, int workRows, int romRows, uint[] memory, Random random)
    {
        bool last = index == shards;
        var tables = new TraceTable?[Definition.Tables.Count];
        var range = tables[Range] = new TraceTable(Definition.Tables[Range], 1 << LogRange);
        var rom = tables[Rom] = new TraceTable(Definition.Tables[Rom], romRows);
        range.SetRows(1 << LogRange);
        rom.SetRows(romRows);
        Span<uint> rangeCount = range.Column(1), romCount = rom.Column(2);
        AirProgram air = Definition.Tables[Work];
        TraceTable work = new(air, workRows), sink = new(Definition.Tables[Sink], workRows + 1);
        for (int i = 0; i < workRows; i++)
        {
            uint a = (uint)random.Next(256), b = (uint)random.Next(256), p = (uint)random.Next(romRows);
            uint c = (uint)(a * b % KoalaBear.P), q = p * p + 1;
            uint flag = (uint)random.Next(2);
            uint[] row = [1, a, b, c, p, q, flag];
            for (int k = 0; k < row.Length; k++) work.Column(k)[i] = row[k];
            for (int k = row.Length; k < air.Columns.Count; k++) work.Column(k)[i] = (uint)random.NextInt64(KoalaBear.P);
            rangeCount[(int)a]++;
            rangeCount[(int)b]++;
            romCount[(int)p]++;
            sink.Column(1)[i] = a + 2 * b;
            sink.Column(2)[i] = c;
            sink.Column(3)[i] = flag;
            sink.Column(4)[i] = new KoalaBear((ulong)a * c).Value;
        }

        // The public message (index, 77) is taken by one more sink row.
        sink.Column(1)[workRows] = (uint)index;
        sink.Column(2)[workRows] = 77;
        work.SetRows(workRows);
        sink.SetRows(workRows + 1);
        tables[Work] = work;
        tables[Sink] = sink;
        tables[Memory] = Touch(index, memory, random);
        if (last)
        {
            var init = tables[Init] = new TraceTable(Definition.Tables[Init], memory.Length);
            for (int i = 0; i < memory.Length; i++) init.Column(3)[i] = memory[i];
            init.SetRows(memory.Length);
        }

        return new ShardTrace(tables, PublicValues(index, shards));
    }

    public static KoalaBear[] PublicValues(int index, int shards)
    {
        var v = new KoalaBear[Values.Count];
        v[Values.ShardIndex] = index;
        v[Values.StartPc] = 10 + index;
        v[Values.StartNpc] = 20 + index;
        v[Values.EndPc] = index == shards ? 0 : 11 + index;
        v[Values.EndNpc] = index == shards ? 0 : 21 + index;
        v[Values.EndTime] = 8;
        v[Values.Halted] = index == shards ? 1 : 0;
        return v;
    }

    private TraceTable Touch(int index, uint[] memory, Random random)
    {
        var table = new TraceTable(Definition.Tables[Memory], memory.Length);
        int rows = 0;
        for (int i = 0; i < memory.Length; i++)
        {
            if (random.Next(3) == 0) continue;
            uint next = (uint)random.NextInt64(KoalaBear.P);
            table.Column(0)[rows] = 1;
            table.Column(1)[rows] = (uint)(1000 + i);
            table.Column(2)[rows] = memory[i];
            table.Column(3)[rows] = next;
            table.Column(4)[rows] = (uint)index;
            memory[i] = next;
            rows++;
        }

        table.SetRows(rows);
        return table;
    }

    private static AirProgram RangeTable()
    {
        var b = new AirBuilder();
        Expr value = b.IndexBits("value", 0, LogRange), count = b.Main("count");
        b.Push("value", s_range, count, value);
        return b.Capture("range", TablePresence.EveryShard, LogRange);
    }

    private static AirProgram RomTable()
    {
        var b = new AirBuilder();
        Expr address = b.Preprocessed("address"), value = b.Preprocessed("value"), count = b.Main("count");
        b.Push("entry", s_rom, count, address, value);
        return b.Capture("rom", TablePresence.EveryShard, null, 2);
    }

    private static AirProgram WorkTable(int extraColumns)
    {
        var b = new AirBuilder();
        Expr on = b.Main("on"), x = b.Main("a"), y = b.Main("b"), c = b.Main("c"), p = b.Main("p"), q = b.Main("q"), flag = b.Main("flag");
        b.AssertBool("on", on);
        b.AssertBool("flag", flag);
        b.AssertZero("flag needs on", flag * (1 - on));
        b.AssertZero("product", on * (x * y - c));
        b.Pull("a", s_range, on, x);
        b.Pull("b", s_range, on, y);
        b.Pull("rom", s_rom, on, p, q);
        b.Push("chain", s_chain, on, x + 2 * y, c);
        b.Push("deep", s_deep, on * flag, x * c, b.Constant(9L), flag);
        for (int i = 0; i < extraColumns; i++) b.Main($"extra{i}");
        return b.Capture("work", TablePresence.Optional, null, Positions);
    }

    private static AirProgram SinkTable()
    {
        var b = new AirBuilder();
        Expr on = b.Active("on"), u = b.Main("u"), v = b.Main("v"), flag = b.Main("flag"), w = b.Main("w");
        b.AssertBool("flag", flag);
        b.Pull("chain", s_chain, on, u, v);
        b.Pull("deep", s_deep, flag, w, b.Constant(9L), flag);
        return b.Capture("sink", TablePresence.Optional, null, Positions);
    }

    private static AirProgram MemoryTable()
    {
        var b = new AirBuilder();
        Expr on = b.Boundary("on"), address = b.Boundary("address"), before = b.Boundary("before"), after = b.Boundary("after");
        Expr shard = b.Main("shard");
        b.AssertBool("on", on);
        b.AssertZero("shard", on * (shard - b.Public(Values.ShardIndex)));
        b.Pull("before", s_memory, on, address, before);
        b.Push("after", s_memory, on, address, after);
        return b.Capture("memory", TablePresence.Optional, null, Positions);
    }

    private static AirProgram InitTable()
    {
        var b = new AirBuilder();
        Expr on = b.Preprocessed("on"), address = b.Preprocessed("address"), value = b.Preprocessed("value"), last = b.Boundary("last");
        b.Push("first", s_memory, on, address, value);
        b.Pull("last", s_memory, on, address, last);
        return b.Capture("init", TablePresence.LastShard, null, Positions);
    }

    private static AirProgram Messages()
    {
        var b = new AirBuilder();
        b.Push("index", s_chain, b.Constant(1L), b.Public(Values.ShardIndex), b.Constant(77L));
        return b.Capture("messages", TablePresence.EveryShard);
    }
}
