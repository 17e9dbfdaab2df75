using Zkfp.Core.Air;
using Zkfp.Protocol;
using Zkfp.Protocol.Layout;
using Zkfp.Protocol.Parameters;

namespace Zkfp.Verifier.Steps;

public sealed partial class ShardVerifier<TArithmetic, TBase, TExt, TIndex>
{
    // Height of every position, and slots of its first column of each kind and of its first interaction of each scope.
    private PositionHeight<TBase>[] _heights = [];
    private TBase[] _mainSlots = [], _boundarySlots = [], _preprocessedSlots = [], _localSlots = [], _globalSlots = [];

    // Step 1, continued. Row counts are admissible: fixed where machine or key fixes them, zero where the table must be absent, heights of a
    // table not rising; everything fits into the class.
    private bool CheckShape()
    {
        TablePosition[] positions = _layout.Positions;
        int h = _layout.Class.LogHeight;
        _heights = new PositionHeight<TBase>[positions.Length];
        var keyHeights = new PositionHeight<TBase>[positions.Length];
        PositionHeight<TBase> absent = PositionHeights<TArithmetic, TBase, TExt, TIndex>.Fixed(_a, 0, h);
        for (int q = 0; q < positions.Length; q++)
        {
            TablePosition p = positions[q];
            if (_layout.Rows is { } known)
            {
                _heights[q] = PositionHeights<TArithmetic, TBase, TExt, TIndex>.Fixed(_a, known[q], h);
                keyHeights[q] = p.KeyIndex >= 0 ? _heights[q] : absent;
                continue;
            }

            TBase rows = _shard.Rows[p.Number];
            keyHeights[q] = absent;
            PositionHeight<TBase>? required = null;
            if (p.KeyIndex >= 0)
            {
                if (!PositionHeights<TArithmetic, TBase, TExt, TIndex>.TryMeasure(_a, _key.Rows[p.KeyIndex], h, out required)) return FailShape(p);
                keyHeights[q] = required!;
            }
            else if (p.Air.FixedLogHeight is int f)
            {
                required = PositionHeights<TArithmetic, TBase, TExt, TIndex>.Fixed(_a, 1 << f, h);
            }

            if (required is null)
            {
                if (!PositionHeights<TArithmetic, TBase, TExt, TIndex>.TryMeasure(_a, rows, h, out required)) return FailShape(p);
                _heights[q] = required!;
                if (p.Index != 0 && !_a.TryBits(_a.Sub(_heights[q - 1].Rank, _heights[q].Rank), 5, out _)) return FailShape(p);
                continue;
            }

            _heights[q] = p.Air.Presence == TablePresence.LastShard
                ? PositionHeights<TArithmetic, TBase, TExt, TIndex>.If(_a, _isLast, required) : required;
            if (!_a.AssertEqual(rows, _heights[q].Rows)) return FailShape(p);
        }

        ProofClass c = _layout.Class;
        long column = 1L << h - ProtocolParameters.MinLogHeight, scope = 1L << c.LogLeaves - 1 - ProtocolParameters.MinLogHeight;
        return Place(_heights, p => p.MainColumns, 0, c.MainWidth * column, "main columns", out _mainSlots)
            && Place(_heights, p => p.BoundaryColumns, c.MainWidth, c.BoundaryWidth * column, "boundary columns", out _boundarySlots)
            && Place(keyHeights, p => p.PreprocessedColumns, c.MainWidth + c.BoundaryWidth, c.PreprocessedWidth * column, "preprocessed columns", out _preprocessedSlots)
            && Place(_heights, p => p.LocalInteractions, 0, scope, "local interactions", out _localSlots)
            && Place(_heights, p => p.GlobalInteractions, 0, scope, "global interactions", out _globalSlots);
    }

    private bool Place(PositionHeight<TBase>[] heights, Converter<TablePosition, int> items, int offset, long room, string what, out TBase[] slots)
    {
        int[] counts = Array.ConvertAll(_layout.Positions, items);
        if (!SlotPlaces<TArithmetic, TBase, TExt, TIndex>.TryPlace(_a, heights, counts, offset, room, out slots))
            return Fail(ErrorKind.BadShape, $"1: {what}", $"at most {room << ProtocolParameters.MinLogHeight} cells", "more");
        return true;
    }

    private bool FailShape(TablePosition p) =>
        Fail(ErrorKind.BadShape, $"1: {p.Air.Name}, position {p.Index}", "an admissible number of rows", $"{(_layout.Rows is null ? _a.ValueOf(_shard.Rows[p.Number]).Value : _layout.Rows[p.Number])}");
}
