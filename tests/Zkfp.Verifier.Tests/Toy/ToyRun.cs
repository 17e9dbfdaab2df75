using System.Buffers.Binary;
using System.Security.Cryptography;
using Zkfp.Core.Air;
using Zkfp.Core.Field;
using Zkfp.Core.Machine;
using Zkfp.Protocol.Parameters;
using Zkfp.Verifier.Tests.Reference;
using Values = Zkfp.Core.Machine.ExecutionPublicValues;

namespace Zkfp.Verifier.Tests.Toy;

/// <summary>
/// A run of the toy machine over three shards: steps and memory, commits and halt, memory finalisation alone. Salt varies the program.
/// </summary>
internal sealed class ToyRun
{
    public const int Program = 600;
    public const uint Outcome = 0x0700;
    public static readonly byte[] Output = "toy output"u8.ToArray();

    private readonly int _salt, _program;
    private readonly Dictionary<long, (long Value, int Shard)> _memory = [];

    public ToyRun(int logHeight = 12, int salt = 0, int program = Program)
    {
        LogHeight = logHeight;
        _salt = salt;
        _program = program;
        // Rom has three positions, Image one. A short program has a low ROM, all of it at the first position.
        PreprocessedRows = program > 500 ? [1000, 250, 0, 200] : [program + 20, 0, 0, 200];
        for (int a = 0; a < 200; a++) _memory[a] = (3 * a + salt, 0);
        _memory[1000] = (7, 0);
        GlobalMessages =
        [
            new GlobalMessage(true, ToyMachine.MemoryTag, [1000, 7, 0]),
            new GlobalMessage(false, ToyMachine.MemoryTag, [1000, 9, 2]),
        ];
        Witnesses = [Steps(), CommitsAndHalt(), Finalisation()];
    }

    public int LogHeight { get; }

    public int[] PreprocessedRows { get; }

    public GlobalMessage[] GlobalMessages { get; }

    public ShardWitness[] Witnesses { get; }

    /// <summary>A class that holds each shard: 2^13 main, 2^11 boundary and 13 · 2^8 preprocessed cells, 2^13 local leaves.</summary>
    public static ProofClass Class(int logHeight)
    {
        int Width(int blocks) => Math.Max(1, (blocks << 8) + (1 << logHeight) - 1 >> logHeight);
        return new ProofClass(logHeight, Width(32), Width(8), Width(13), Math.Max(14, logHeight + 1));
    }

    public long OpAt(int pc) => pc < _program ? (pc * 7 + _salt) % 16 : pc < _program + 8 ? 200 + pc - _program : 100;

    // Shard 1: the steps, 512 of them in the first of two positions or all in one; 100 words of memory.
    private ShardWitness Steps()
    {
        var w = new ShardWitness(ToyMachine.Machine.Tables.Count);
        var lookups = new Lookups();
        FragmentTrace first = Add(w, ToyMachine.Step, Math.Min(_program, 512));
        FragmentTrace? second = _program > 512 ? Add(w, ToyMachine.Step, _program - 512) : null;
        for (int i = 0; i < _program; i++)
        {
            long op = OpAt(i), y = (i * 5 + 1) % 16;
            (i < 512 ? first : second!).SetRow(i & 511, 1, 4 + 4 * i, i, op, y, op & y, op * y * y);
            lookups.Rom(i);
            lookups.And(op, y);
            lookups.Range(y * y);
        }

        FragmentTrace m = Add(w, ToyMachine.Memory, 100);
        for (int a = 0; a < 100; a++) Touch(m, a, 2 * a, 1, a % 5, lookups);
        Finish(w, lookups, 1, 0, _program, 4 + 4 * _program);
        return w;
    }

    // Shard 2: eight commits, halt; memory that shard 1 has touched and memory that it has not, at two positions.
    private ShardWitness CommitsAndHalt()
    {
        var w = new ShardWitness(ToyMachine.Machine.Tables.Count);
        var lookups = new Lookups();
        FragmentTrace commits = Add(w, ToyMachine.Commit, 8), halt = Add(w, ToyMachine.Halt, 1);
        byte[] digest = SHA256.HashData(Output);
        KoalaBear[] v = Finish(w, lookups, 2, _program, 0, 4 + 4 * 9);
        for (int i = 0; i < 8; i++)
        {
            uint word = BinaryPrimitives.ReadUInt32BigEndian(digest.AsSpan(4 * i));
            commits.SetRow(i, 4 + 4 * i, _program + i, i, word & 0xFFFF, word >> 16);
            lookups.Rom(_program + i);
            v[Values.FirstCommit + 3 * i] = 1;
            v[Values.FirstCommit + 3 * i + 1] = new KoalaBear(word & 0xFFFF);
            v[Values.FirstCommit + 3 * i + 2] = new KoalaBear(word >> 16);
        }

        halt.SetRow(0, 1, 4 + 4 * 8, _program + 8, Outcome, 0);
        lookups.Rom(_program + 8);
        v[Values.EndNpc] = 0;
        v[Values.Halted] = 1;
        v[Values.OutcomeLow] = (int)Outcome;
        FragmentTrace m = Add(w, ToyMachine.Memory, 60), rest = Add(w, ToyMachine.Memory, 1);
        for (int a = 0; a < 60; a++) Touch(m, a, a + 50, 2, 1, lookups);
        Touch(rest, 0, 1000, 2, 2, lookups);
        lookups.Fill(w);
        return w;
    }

    // Shard 3: no instruction, the image table and its final values.
    private ShardWitness Finalisation()
    {
        var w = new ShardWitness(ToyMachine.Machine.Tables.Count);
        var lookups = new Lookups();
        KoalaBear[] v = Finish(w, lookups, 3, 0, 0, 4);
        v[Values.StartNpc] = 0;
        v[Values.EndNpc] = 0;
        FragmentTrace image = Add(w, ToyMachine.Image, 200);
        for (int a = 0; a < 200; a++)
        {
            (long value, int shard) = _memory[a];
            image.SetRow(a, 1, a, 3 * a + _salt, value, shard);
        }

        return w;
    }

    private void Touch(FragmentTrace m, int row, long address, int shard, long growth, Lookups lookups)
    {
        (long value, int previous) = _memory[address];
        // Declaration order without sel, which is virtual: address, in, out, gap, previous.
        m.SetRow(row, address, value, value + growth, shard - previous - 1, previous);
        lookups.Range(shard - previous - 1);
        lookups.Range(growth);
        _memory[address] = (value + growth, shard);
    }

    private KoalaBear[] Finish(ShardWitness w, Lookups lookups, int shard, int startPc, int endPc, int endTime)
    {
        for (int i = 0, pc = 0; i < 3 && PreprocessedRows[i] != 0; i++)
        {
            FragmentTrace rom = Add(w, ToyMachine.Rom, PreprocessedRows[i]);
            for (int r = 0; r < rom.Rows; r++, pc++) rom.SetRow(r, pc, OpAt(pc), 0);
        }

        Add(w, ToyMachine.Range, 256);
        Add(w, ToyMachine.And, 256);
        lookups.Fill(w);
        var v = new KoalaBear[Values.Count];
        v[Values.ShardIndex] = shard;
        v[Values.StartPc] = startPc;
        v[Values.StartNpc] = startPc + 1;
        v[Values.EndPc] = endPc;
        v[Values.EndNpc] = endPc + 1;
        v[Values.EndTime] = endTime;
        w.PublicValues = v;
        return v;
    }

    private static FragmentTrace Add(ShardWitness w, int table, int rows)
    {
        AirProgram air = ToyMachine.Machine.Tables[table];
        var f = new FragmentTrace(air, rows);
        w.Fragments[table].Add(f);
        return f;
    }

    private sealed class Lookups
    {
        private readonly int[] _rom = new int[1024];
        private readonly int[] _and = new int[256];
        private readonly int[] _range = new int[256];

        public void Rom(int pc) => _rom[pc]++;

        public void And(long x, long y) => _and[16 * x + y]++;

        public void Range(long v) => _range[v]++;

        public void Fill(ShardWitness w)
        {
            KoalaBear[] rom = w.Fragments[ToyMachine.Rom][0].Columns[2];
            KoalaBear[] range = w.Fragments[ToyMachine.Range][0].Columns[1];
            KoalaBear[] and = w.Fragments[ToyMachine.And][0].Columns[3];
            for (int i = 0; i < rom.Length; i++) rom[i] = _rom[i];
            for (int i = 0; i < 256; i++) (range[i], and[i]) = (_range[i], _and[i]);
        }
    }
}
