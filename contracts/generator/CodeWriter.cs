using System.Globalization;
using System.Text;

namespace Zkfp.Contracts;

/// <summary>
/// Straight-line code of a function: operations as assembly, calls as Solidity. Blocks of assembly are short, since the compiler keeps in variables what one
/// has read and written, and has room for few. The function declares a, b and c.
/// </summary>
internal sealed class CodeWriter(int indent, Func<int> take)
{
    private const int MostInBlock = 4, LineLength = 160;

    private static readonly string[] s_variables = ["a", "b", "c"];

    private readonly StringBuilder _text = new();
    private readonly List<string> _block = [];

    /// <summary>mstore.</summary>
    public void Store(int place, string value) => Write($"mstore({Lanes.Hex(place)}, {value})");

    /// <summary>Calls a function of up to three words; its result, which is kept at a place.</summary>
    public string Call(string function, params ReadOnlySpan<string> operands) => CallAt(take(), function, operands);

    /// <summary>The same, kept at this place.</summary>
    public string CallAt(int place, string function, params ReadOnlySpan<string> operands)
    {
        for (int i = 0; i < operands.Length; i++) Write($"{s_variables[i]} := {operands[i]}");
        Flush();
        Line($"a = {function}({string.Join(", ", s_variables.Take(operands.Length))});");
        Store(place, "a");
        return Op.Load(place);
    }

    /// <summary>A call without a result, whose last operands are places.</summary>
    public void Run(string function, ReadOnlySpan<string> operands, params ReadOnlySpan<int> places)
    {
        for (int i = 0; i < operands.Length; i++) Write($"{s_variables[i]} := {operands[i]}");
        Flush();
        string all = string.Join(", ", [.. s_variables.Take(operands.Length), .. places.ToArray().Select(p => Lanes.Hex(p))]);
        Line($"{function}({all});");
    }

    /// <summary>The code so far.</summary>
    public override string ToString()
    {
        Flush();
        return _text.ToString();
    }

    private void Write(string statement)
    {
        if (_block.Count == MostInBlock) Flush();
        _block.Add(statement);
    }

    private void Flush()
    {
        if (_block.Count == 0) return;
        Line("assembly (\"memory-safe\") {");
        foreach (string s in _block) Line($"    {s}");
        Line("}");
        _block.Clear();
    }

    private void Line(string text) => _text.Append(Wrapped(new string(' ', indent) + text));

    /// <summary>A line as several where it is too long, with the line end.</summary>
    public static string Wrapped(string line)
    {
        var text = new StringBuilder();
        int indent = line.Length - line.TrimStart().Length + 8;
        while (line.Length > LineLength && line.LastIndexOf(", ", LineLength - 1, StringComparison.Ordinal) is int end && end > indent)
        {
            text.Append(CultureInfo.InvariantCulture, $"{line[..(end + 1)]}\n");
            line = new string(' ', indent) + line[(end + 2)..];
        }

        return text.Append(CultureInfo.InvariantCulture, $"{line}\n").ToString();
    }
}
