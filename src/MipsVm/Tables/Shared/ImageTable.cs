using Zkfp.Core.Air;
using Zkfp.Core.Trace;
using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Machine;
using Zkfp.MipsVm.Tracing;

namespace Zkfp.MipsVm.Tables.Shared;

/// <summary>Words of the program image; those that some shard touches start here and end here.</summary>
internal sealed class ImageTable : Table
{
    private readonly TableColumn _real, _key, _lastShard;
    private readonly WordColumns _value, _final;

    public ImageTable(TableAir f)
        : base(f)
    {
        (_real, _key) = (f.Preprocessed("real"), f.Preprocessed("key"));
        _value = new WordColumns(f.Preprocessed("low"), f.Preprocessed("high"));
        Touched = f.Boundary("touched");
        f.AssertBool("touched is 0 or 1", Touched);
        f.AssertZero("padding is not touched", Touched * (1 - _real));
        f.Push("initial", Buses.SharedMemory, Touched, _key, _value.Low, _value.High, f.Constant(0L));
        _final = new WordColumns(f.Boundary("final.low"), f.Boundary("final.high"));
        _lastShard = f.Boundary("lastShard");
        f.Pull("final", Buses.SharedMemory, Touched, _key, _final.Low, _final.High, _lastShard);
        foreach (Expr e in (ReadOnlySpan<Expr>)[_final.Low, _final.High, _lastShard]) f.AssertZero("an untouched word has no final value", e * (1 - Touched));
    }

    /// <summary>Whether some shard touched the word.</summary>
    public TableColumn Touched { get; }

    /// <summary>The columns of the key.</summary>
    public PreprocessedTable Preprocess(IReadOnlyList<ImageRange> ranges)
    {
        int rows = 0;
        foreach (ImageRange range in ranges) rows += range.Words.Length;
        PreprocessedTable columns = PreprocessedTable.Allocate(TableId.Image, Air, rows);
        uint[] real = columns.Column(_real), key = columns.Column(_key), low = columns.Column(_value.Low), high = columns.Column(_value.High);
        int row = 0;
        foreach (ImageRange range in ranges)
        {
            for (int i = 0; i < range.Words.Length; i++, row++)
            {
                (real[row], key[row]) = (1, range.StartWord + (uint)i);
                (low[row], high[row]) = (range.Words[i] & 0xFFFF, range.Words[i] >> 16);
            }
        }

        return columns;
    }

    /// <summary>What the words became.</summary>
    public TraceTable Trace(PreprocessedTable columns, FinalMemory final)
    {
        TraceTable trace = NewTrace(columns.Rows);
        columns.CopyTo(trace);
        uint[] keys = columns.Column(_key);
        Span<uint> touched = trace.Column(Touched), low = trace.Column(_final.Low), high = trace.Column(_final.High), last = trace.Column(_lastShard);
        for (int i = 0; i < keys.Length; i++)
        {
            (uint lastShard, uint value) = final[keys[i]];
            if (lastShard == 0) continue;
            touched[i] = 1;
            low[i] = value & 0xFFFF;
            high[i] = value >> 16;
            last[i] = lastShard;
        }

        return trace;
    }
}
