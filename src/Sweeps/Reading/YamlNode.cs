using Bench.Core;

namespace Bench.Sweeps.Reading;

/// <summary>A value of a YAML file and the line (from 1) on which it starts.</summary>
internal abstract record YamlNode(int Line)
{
    /// <summary>What it is, in words of messages.</summary>
    public abstract string Kind { get; }
}

/// <summary>A single value; a plain one is not in quotes and may be a number or a truth value.</summary>
internal sealed record YamlScalar(int Line, string Text, bool Plain) : YamlNode(Line)
{
    /// <summary>Nothing is written after the key.</summary>
    public bool IsNull => Plain && Text is "" or "~" or "null";

    public override string Kind => IsNull ? "nothing" : Names.Quoted(Text);
}

internal sealed record YamlList(int Line, IReadOnlyList<YamlNode> Items) : YamlNode(Line)
{
    public override string Kind => "a list";
}

internal sealed record YamlMap(int Line, IReadOnlyList<(YamlScalar Key, YamlNode Value)> Entries) : YamlNode(Line)
{
    public override string Kind => "keys with values";
}
