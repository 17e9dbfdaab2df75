using System.Diagnostics;
using System.Globalization;
using Zkfp.Contracts;

// Writes contracts/src/verify/stark/generated and, of contracts/test/vectors, stark.json, tamper.csv and transcript.csv; with --check it says whether they are
// what it would write.
bool check = args.Contains("--check");
string root = FindRoot(AppContext.BaseDirectory);
LastProof proof = LastProof.OfBuild();
var generator = new Generator(proof);
List<(string Path, string Text)> files = [.. generator.Files().Select(f => (Path.Combine(root, "src/verify/stark/generated", f.Name), f.Text))];
files.Add((Path.Combine(root, "test/vectors/stark.json"), new Vectors(proof).Write()));
var sample = new Sample(proof, Path.Combine(root, "../samples"));
files.Add((Path.Combine(root, "test/vectors/transcript.csv"), sample.Transcript()));
files.Add((Path.Combine(root, "test/vectors/tamper.csv"), sample.Manifest()));
int different = 0;
foreach ((string path, string text) in files)
{
    string old = File.Exists(path) ? File.ReadAllText(path) : "";
    if (old == text) continue;
    different++;
    Console.WriteLine($"{(check ? "differs" : "written")}: {Path.GetRelativePath(root, path)}");
    if (check) continue;
    Directory.CreateDirectory(Path.GetDirectoryName(path)!);
    File.WriteAllText(path, text);
}

(int leaves, int columns) = generator.Products;
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"products of slots: {leaves} for leaves, {columns} for columns"));
return check && different != 0 ? 1 : 0;

static string FindRoot(string from)
{
    for (DirectoryInfo? d = new(from); d is not null; d = d.Parent)
        if (File.Exists(Path.Combine(d.FullName, "contracts", "foundry.toml"))) return Path.Combine(d.FullName, "contracts");
    throw new UnreachableException($"No contracts above {from}.");
}
