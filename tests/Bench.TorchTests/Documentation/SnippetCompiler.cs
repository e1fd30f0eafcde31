using System.Reflection;
using System.Runtime.Loader;
using System.Text.RegularExpressions;
using Bench.Tests.Documentation;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Bench.TorchTests.Documentation;

/// <summary>Compiles blocks of the documentation as if they lay where the text says: with that project's references, implicit usings and internals.</summary>
internal static partial class SnippetCompiler
{
    private static readonly string ImplicitUsings = string.Concat(new[]
    {
        "System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http", "System.Threading", "System.Threading.Tasks",
    }.Select(used => $"global using {used};"));

    // The friend's name that the projects of criteria, schedules, models and data sets know.
    private const string Name = "Bench.Snippets";

    /// <summary>An assembly of the file and of the catalogue with the line as the last of its list. A warning is a mistake, as in the product.</summary>
    public static Assembly Compile(Snippet file, Snippet line)
    {
        var catalogue = File.ReadAllText(Path.Combine(Snippet.Root, FileNamed(line)));
        var end = catalogue.IndexOf("    ];", StringComparison.Ordinal);
        Assert.True(end > 0, $"{line.Place}: {FileNamed(line)} has no list");
        var options = new CSharpParseOptions(LanguageVersion.CSharp14, DocumentationMode.Diagnose);
        var compilation = CSharpCompilation.Create(Name,
            [.. new[] { file.Text, catalogue.Insert(end, line.Text), ImplicitUsings }.Select(text => CSharpSyntaxTree.ParseText(text, options))],
            References(FileNamed(file)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable)
                // The catalogue is in the project's assembly too; comments may be left out in the product as well.
                .WithSpecificDiagnosticOptions([new("CS0436", ReportDiagnostic.Suppress), new("CS1591", ReportDiagnostic.Suppress)]));
        using var made = new MemoryStream();
        var result = compilation.Emit(made);
        var mistakes = result.Diagnostics.Where(d => d.Severity >= DiagnosticSeverity.Warning).ToList();
        Assert.True(mistakes.Count == 0, $"{file.Place} does not compile as printed:\n{string.Join('\n', mistakes)}");
        made.Position = 0;
        return new AssemblyLoadContext(file.Place).LoadFromStream(made);
    }

    /// <summary>The last C# file, below src, that the text before a block names.</summary>
    public static string FileNamed(Snippet snippet)
    {
        var named = SourceFile().Matches(snippet.Before);
        Assert.True(named.Count > 0, $"{snippet.Place}: the text before does not say in which file it goes");
        return named[^1].Groups[1].Value;
    }

    /// <summary>The namespace of a file; empty where a block is none.</summary>
    public static string NamespaceOf(Snippet file) => Declared().Match(file.Text).Groups[1].Value;

    // What the project refers to, and itself; .NET; TorchSharp.
    private static IEnumerable<MetadataReference> References(string file)
    {
        var project = file.Split('/')[1];
        var text = File.ReadAllText(Path.Combine(Snippet.Root, "src", project, $"{project}.csproj"));
        var own = Referenced().Matches(text).Select(m => $"Bench.{m.Groups[1].Value}").Append($"Bench.{project}").ToHashSet();
        return from path in ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
               let name = Path.GetFileNameWithoutExtension(path)
               where name.StartsWith("System", StringComparison.Ordinal) || name is "netstandard" or "mscorlib" or "TorchSharp" || own.Contains(name)
               select MetadataReference.CreateFromFile(path);
    }

    [GeneratedRegex(@"`(src/[\w/]+\.cs)`")]
    private static partial Regex SourceFile();

    [GeneratedRegex(@"(?m)^namespace ([\w.]+);")]
    private static partial Regex Declared();

    [GeneratedRegex(@"""\.\./(\w+)/\w+\.csproj""")]
    private static partial Regex Referenced();
}
