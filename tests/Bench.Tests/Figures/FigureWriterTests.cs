using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Bench.Analysis;
using Bench.Core;
using Bench.Figures;

namespace Bench.Tests.Figures;

public sealed class FigureWriterTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("bench-figures-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static readonly FigureData Data = Drawing.Data(
        [
            .. MadeUp.Rows("mnist", "lenet-300-100", strategies: ["global-magnitude", "my-own"]),
            .. MadeUp.Rows("shapes", "conv2", strategies: ["global-magnitude"], synthetic: true, imported: true),
        ]);

    [Fact]
    public void Writes_each_panel_and_the_grid_against_both_costs_in_every_format()
    {
        var paths = FigureWriter.Write(FigureKind.Standard, Data, folder, ["png", "svg", "pdf"]);

        Assert.Equal(18, paths.Count);
        Assert.Equal(paths.Order(), Directory.GetFiles(folder).Order());
        Assert.Contains(Path.Combine(folder, "mnist-lenet-300-100-compression.svg"), paths);
        Assert.Contains(Path.Combine(folder, "shapes-conv2-imported-speedup.pdf"), paths);
        Assert.Contains(Path.Combine(folder, "grid-speedup.png"), paths);
        Assert.All(paths, path => Assert.StartsWith(
            Path.GetExtension(path) switch { ".png" => "\u0089PNG\r\n", ".pdf" => "%PDF-", _ => "<?xml" },
            Encoding.Latin1.GetString(File.ReadAllBytes(path))));
    }

    [Fact]
    public void Writes_the_same_bytes_again()
    {
        var first = FigureWriter.Write(FigureKind.Standard, Data, folder, ["png", "svg", "pdf"]).Select(File.ReadAllBytes).ToList();
        var second = FigureWriter.Write(FigureKind.Standard, Data, folder, ["png", "svg", "pdf"]).Select(File.ReadAllBytes).ToList();

        Assert.Equal(first, second);
    }

    [Fact]
    public void Sets_an_svg_in_text_with_ids_of_its_own()
    {
        var texts = FigureWriter.Write(FigureKind.Standard, Data, folder, ["svg"]).ToDictionary(path => Path.GetFileNameWithoutExtension(path), File.ReadAllText);
        var svg = XDocument.Parse(texts["mnist-lenet-300-100-compression"]).Root!;

        var text = svg.Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value.Trim()).ToList();
        Assert.Superset(
            new HashSet<string> { "MNIST · LeNet-300-100", "Compression ratio", "Top-1 accuracy (%)", "1", "16", "global-magnitude", "my-own", "dense control" },
            text.ToHashSet());
        Assert.Equal("237.6pt", svg.Attribute("width")!.Value);
        Assert.All(svg.Descendants().Attributes("font-size"), size => Assert.True(double.Parse(size.Value) >= 7));
        Assert.DoesNotContain("cl_", texts["grid-compression"]);
        var ids = texts.Values.SelectMany(t => Regex.Matches(t, " id=\"([^\"]+)\"").Select(m => m.Groups[1].Value)).ToList();
        Assert.NotEmpty(ids);
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.Contains("(b) shapes (synthetic) · Conv-2†", texts["grid-compression"]);
    }

    [Fact]
    public void Makes_a_png_of_a_columns_width_at_300_dots_an_inch()
    {
        var png = File.ReadAllBytes(FigureWriter.Write(FigureKind.Standard, Data, folder, ["png"])[0]);

        Assert.Equal(990, png[18] << 8 | png[19]);
        Assert.Equal("pHYs", Encoding.ASCII.GetString(png, 37, 4));
        Assert.Equal(11811, png[43] << 8 | png[44]);
    }

    [Fact]
    public void Keeps_names_safe_and_apart()
    {
        var data = Drawing.Data(
            [.. MadeUp.Rows("../My data", "lenet", strategies: ["random"], seeds: 1), .. MadeUp.Rows("my/DATA", "lenet", strategies: ["random"], seeds: 1)]);

        var names = FigureWriter.Write(FigureKind.Standard, data, folder, ["svg"]).Select(Path.GetFileName);
        Assert.Equal(
            ["my-data-lenet-compression.svg", "my-data-lenet-2-compression.svg", "grid-compression.svg"], names.Where(n => n!.Contains("compression")));
    }

    [Fact]
    public void Names_the_formats_when_asked_for_another()
    {
        var error = Assert.Throws<UserError>(() => FigureWriter.Write(FigureKind.Standard, Data, folder, ["svg", "jpg"]));

        Assert.Contains("'jpg'", error.Message);
        Assert.Contains("png, svg, pdf", error.Message);
        Assert.Empty(Directory.GetFiles(folder));
    }
}
