// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.desktop.harvest;

import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/// The objects of a connection that have an interface worth asking, found by introspection from the
/// root. Breadth first and bounded: a tree without end is cut, not followed.
public final class ObjectTree {
  private static final int MOST_NODES = 160;
  private static final int MOST_CHILDREN = 48;
  private static final int MOST_DEPTH = 10;
  private static final Pattern ELEMENT = Pattern.compile("[A-Za-z0-9_]{1,128}");

  /// What one object says of itself.
  ///
  /// @param faces names of its interfaces
  /// @param children last parts of the paths below it
  public record Node(List<String> faces, List<String> children) {}

  private ObjectTree() {}

  /// @return paths, in order, to those of the `wanted` interfaces that each object has
  static Map<String, Set<String>> walk(AppCalls app, Set<String> wanted)
      throws InterruptedException {
    Map<String, Set<String>> found = new TreeMap<>();
    Deque<String> open = new ArrayDeque<>(List.of("/"));
    int seen = 0;
    while (!open.isEmpty() && seen++ < MOST_NODES && !app.silent()) {
      String path = open.poll();
      Node node = parse(app.introspect(path));
      Set<String> faces = new HashSet<>(node.faces());
      faces.retainAll(wanted);
      if (!faces.isEmpty()) {
        found.put(path, faces);
      }
      if (depth(path) < MOST_DEPTH) {
        node.children()
            .forEach(child -> open.add(path.equals("/") ? "/" + child : path + "/" + child));
      }
    }
    return found;
  }

  private static int depth(String path) {
    return (int) path.chars().filter(c -> c == '/').count();
  }

  /// Reads a description; what is no XML describes nothing. Neither entities nor a document type
  /// are looked at.
  public static Node parse(String xml) {
    List<String> faces = new ArrayList<>();
    List<String> children = new ArrayList<>();
    try {
      XMLStreamReader reader = factory().createXMLStreamReader(new StringReader(xml));
      int depth = 0;
      while (reader.hasNext()) {
        switch (reader.next()) {
          case XMLStreamConstants.START_ELEMENT -> {
            depth++;
            if (depth == 2) {
              add(reader, faces, children);
            }
          }
          case XMLStreamConstants.END_ELEMENT -> depth--;
          default -> {}
        }
      }
    } catch (XMLStreamException e) {
      return new Node(List.of(), List.of());
    }
    return new Node(List.copyOf(faces), List.copyOf(children));
  }

  private static void add(XMLStreamReader reader, List<String> faces, List<String> children) {
    String name = reader.getAttributeValue(null, "name");
    if (name == null) {
      return;
    }
    switch (reader.getLocalName()) {
      case "interface" -> faces.add(name);
      case "node" -> {
        if (children.size() < MOST_CHILDREN && ELEMENT.matcher(name).matches()) {
          children.add(name);
        }
      }
      default -> {}
    }
  }

  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    return factory;
  }
}
