using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Bench.Sweeps.Reading;

/// <summary>
/// Builds the tree of a YAML text from the parser's events: unlike a deserializer it keeps every key with its line,
/// duplicates too, so that all mistakes can be reported together. An alias stands for the node of its anchor.
/// </summary>
internal sealed class YamlTree
{
    private const int DeepestNesting = 32;

    private readonly Scanner scanner;
    private readonly Parser parser;
    private readonly Mistakes mistakes;
    private readonly Dictionary<string, YamlNode> anchors = [];

    private YamlTree(string text, Mistakes mistakes)
    {
        scanner = new Scanner(new StringReader(text));
        parser = new Parser(scanner);
        this.mistakes = mistakes;
    }

    /// <summary>The root of the only document; null where there is none, or, noted, where the text is no YAML.</summary>
    public static YamlNode? Parse(string text, Mistakes mistakes)
    {
        var tree = new YamlTree(text, mistakes);
        try
        {
            return tree.Document();
        }
        catch (NotReadable e)
        {
            mistakes.Add(e.Line, $"not valid YAML: {e.Message}");
        }
        catch (YamlException e)
        {
            Explain((int)e.Start.Line, e.Message);
        }
        catch (InvalidOperationException)
        {
            // What the scanner throws, without a word, at a bracket that is not closed before the next key.
            Explain((int)tree.scanner.CurrentPosition.Line, "");
        }
        return null;

        void Explain(int stopped, string reason)
        {
            var (line, what) = new YamlFault(text).Explain(stopped, reason);
            mistakes.Add(line, $"not valid YAML: {what}");
        }
    }

    private YamlNode? Document()
    {
        parser.Consume<StreamStart>();
        if (!parser.TryConsume<DocumentStart>(out _)) return null;
        var root = Node(depth: 0);
        parser.Consume<DocumentEnd>();
        if (parser.TryConsume<DocumentStart>(out var second)) mistakes.Add(LineOf(second), "a sweep file holds one document only");
        return root;
    }

    private YamlNode Node(int depth)
    {
        if (depth > DeepestNesting) throw new NotReadable(LineOf(parser.Current!), $"nested deeper than {DeepestNesting} levels");
        var line = LineOf(parser.Current!);
        if (parser.TryConsume<AnchorAlias>(out var alias))
            return anchors.TryGetValue(alias.Value.Value, out var known) ? known
                : throw new NotReadable(
                    LineOf(alias), $"the alias '*{alias.Value.Value}' has no anchor before it; a text that begins with '*' needs quotation marks");
        // After a key of no letters the parser's events may not be balanced.
        if (parser.Current is not NodeEvent start) throw new NotReadable(line, "a key or a value is missing here");
        var anchor = start.Anchor;
        RefuseTag(start);
        YamlNode node;
        if (parser.TryConsume<Scalar>(out var scalar)) node = new YamlScalar(line, scalar.Value, scalar.Style == ScalarStyle.Plain);
        else if (parser.TryConsume<SequenceStart>(out _)) node = new YamlList(line, Items(depth));
        else node = new YamlMap(line, Entries(depth));
        if (!anchor.IsEmpty) anchors[anchor.Value] = node;
        return node;
    }

    private List<YamlNode> Items(int depth)
    {
        var items = new List<YamlNode>();
        while (!parser.TryConsume<SequenceEnd>(out _)) items.Add(Node(depth + 1));
        return items;
    }

    private List<(YamlScalar, YamlNode)> Entries(int depth)
    {
        parser.Consume<MappingStart>();
        var entries = new List<(YamlScalar, YamlNode)>();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var key = Node(depth + 1);
            var value = Node(depth + 1);
            if (key is YamlScalar { Plain: true, Text: "" }) mistakes.Add(key.Line, "a key is empty: write its name before the ':'");
            else if (key is YamlScalar name) entries.Add((name, value));
            else mistakes.Add(key.Line, $"a key must be a word, not {key.Kind}");
        }
        return entries;
    }

    private void RefuseTag(NodeEvent node)
    {
        if (node.Tag.IsEmpty) return;
        var written = node.Tag.Value.Replace("tag:yaml.org,2002:", "!!", StringComparison.Ordinal);
        mistakes.Add(LineOf(node), $"tags such as '{written}' have no meaning here");
    }

    private static int LineOf(ParsingEvent e) => (int)e.Start.Line;

    /// <summary>Valid YAML that is not read.</summary>
    private sealed class NotReadable(int line, string what) : Exception(what)
    {
        public int Line { get; } = line;
    }
}
