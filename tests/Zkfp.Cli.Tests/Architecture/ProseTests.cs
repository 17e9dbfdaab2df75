using System.Diagnostics;

namespace Zkfp.Cli.Tests.Architecture;

/// <summary>The documents can be read in an editor and in a diff: no line of prose is longer than 160 characters.</summary>
public class ProseTests
{
    private const int MaxLength = 160;

    [Fact]
    public void No_line_of_prose_is_too_long()
    {
        string root = DependencyTests.RepositoryRoot();
        var start = new ProcessStartInfo("git", ["-C", root, "ls-files", "*.md"]) { RedirectStandardOutput = true };
        using Process git = Process.Start(start)!;
        string[] files = git.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        git.WaitForExit();
        if (git.ExitCode != 0) files = Directory.GetFiles(root, "*.md", SearchOption.TopDirectoryOnly); // sources without a repository
        Assert.Contains(files, f => Path.GetFileName(f) == "README.md");
        Assert.Empty(files.SelectMany(file => TooLong(File.ReadAllLines(Path.Combine(root, file))).Select(n => $"{file}:{n}")));
    }

    [Fact]
    public void Tables_addresses_and_code_may_be_long()
    {
        string wide = string.Concat(Enumerable.Repeat("word ", 40));
        Assert.Equal([1, 6], TooLong([wide, $"| {wide} |", "```", wide, "```", $"- {wide}", $"    {wide}", new string('x', 200)]));
    }

    // Rows of tables cannot be broken, nor can a single word; lines of code are as they are.
    private static IEnumerable<int> TooLong(string[] lines)
    {
        bool code = false;
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i], trimmed = line.TrimStart();
            if (trimmed.StartsWith("```", StringComparison.Ordinal)) code = !code;
            if (code || line.Length <= MaxLength || trimmed[0] == '|' || line.StartsWith("    ", StringComparison.Ordinal) || !trimmed.Contains(' ', StringComparison.Ordinal)) continue;
            yield return i + 1;
        }
    }
}
